import { describe, expect, it, vi } from 'vitest'
import { ApiError } from '../api/api-error.ts'
import { AuthenticationError } from '../auth/errors.ts'
import {
  HttpStatusError,
  NetworkError,
  TimeoutError,
  UnreadableResponseError,
} from '../http/http-errors.ts'
import { ConfigUnreachableError } from './app-errors.ts'
import { endOfPause, isPassing, planRetry, titleOfPassing } from './passing.ts'

const now = 1_000_000
const answered = (status: number, retryAfter?: string) =>
  new HttpStatusError('/', status, new Headers(retryAfter ? { 'Retry-After': retryAfter } : {}))
const refused = (code: string, retryAfter?: number) =>
  new AuthenticationError(code, '', { retryAfter })
const orders = {
  title: 'order service',
  key: 'apis.orders',
  url: '/orders',
  scopes: ['api://orders/read'],
}
const invoices = { ...orders, title: 'invoice service', scopes: ['api://invoices/read'] }

describe('isPassing', () => {
  const failures = [
    answered(429),
    answered(500),
    answered(599),
    new NetworkError('/', undefined),
    new TimeoutError('/', 1),
    new UnreadableResponseError('/', 'not-json', ''),
  ]

  it.each([
    ...failures,
    ...failures.map((failure) => new ApiError(orders, failure)),
    refused('temporarily_unavailable'),
    refused('no_network_connectivity'),
  ])('is true for %s', (error) => {
    expect(isPassing(error)).toBe(true)
  })

  it.each([
    answered(401),
    answered(403),
    answered(408),
    refused('invalid_grant'),
    new ApiError(orders, answered(403)),
    new ConfigUnreachableError(undefined),
    new Error('bug'),
    undefined,
  ])('is false for %s', (error) => {
    expect(isPassing(error)).toBe(false)
  })
})

describe('titleOfPassing', () => {
  it.each([
    [new NetworkError('/', undefined), 'The order service cannot be reached'],
    [new NetworkError('/', undefined, true), 'You are offline'],
    [refused('no_network_connectivity'), 'You are offline'],
    [new TimeoutError('/', 1), 'The order service is taking too long'],
    [answered(503), 'The order service is busy'],
    [answered(500), 'The order service has a problem'],
    [
      new UnreadableResponseError('/', 'shape', ''),
      'The order service sent an unexpected response',
    ],
    [refused('post_request_failed'), 'The sign-in service cannot be reached'],
    [refused('temporarily_unavailable'), 'The sign-in service is busy'],
    [refused('server_error'), 'The sign-in service has a problem'],
  ])('has a title for %s', (error, title) => {
    expect(titleOfPassing(error, [orders])).toBe(title)
  })

  it('names the API that failed', () => {
    const failure = new ApiError(invoices, answered(429))
    expect(titleOfPassing(failure, [orders, invoices])).toBe('The invoice service is busy')
  })

  it('does not say offline after a response of a server', () => {
    vi.stubGlobal('navigator', { onLine: false })
    expect(titleOfPassing(answered(503), [orders])).toBe('The order service is busy')
    vi.unstubAllGlobals()
  })
})

describe('planRetry', () => {
  it.each([
    [answered(503, '20'), 20],
    [answered(429, '60'), 60],
    [answered(503, '0'), 5],
    [refused('temporarily_unavailable', 12), 12],
    [refused('temporarily_unavailable'), 30],
    [refused('server_error'), 30],
    [refused('failed_to_parse_response'), 30],
  ])('plans a retry after %s, in %i seconds', (error, seconds) => {
    expect(planRetry(error, now)).toEqual({ at: now + seconds * 1000, whenOnline: false })
  })

  it.each([
    answered(500),
    answered(503),
    answered(503, '7200'),
    answered(403, '20'),
    refused('invalid_grant'),
    refused('interaction_required', 20),
    new TimeoutError('/', 1),
    new Error('bug'),
  ])('plans no retry after %s', (error) => {
    expect(planRetry(error, now)).toEqual({ whenOnline: false })
  })

  it.each([
    new NetworkError('/', undefined),
    refused('no_network_connectivity'),
    refused('post_request_failed'),
    new ConfigUnreachableError(undefined),
  ])('plans a retry after 30 seconds and on the online event: %s', (error) => {
    expect(planRetry(error, now)).toEqual({ at: now + 30_000, whenOnline: true })
  })

  it('respects the Retry-After of the app’s own host', () => {
    const busy = new ConfigUnreachableError(answered(503, '120'))
    expect(planRetry(busy, now)).toEqual({ at: now + 120_000, whenOnline: true })
  })

  it('decides by the cause of an API error', () => {
    const plan = planRetry(new ApiError(orders, answered(503, '20')), now)
    expect(plan).toEqual({ at: now + 20_000, whenOnline: false })
    const write = new ApiError(orders, answered(503, '20'), { isWrite: true })
    expect(planRetry(write, now)).toEqual({ whenOnline: false })
    const unreachable = new ApiError(orders, new NetworkError('/', undefined))
    expect(planRetry(unreachable, now)).toEqual({ at: now + 30_000, whenOnline: true })
  })

  it('counts from the first time that a failure was seen', () => {
    vi.useFakeTimers({ now, toFake: ['Date'] })
    const failure = answered(503, '20')
    const plan = planRetry(failure)
    vi.setSystemTime(now + 7_000)
    expect(planRetry(failure)).toEqual(plan)
    vi.useRealTimers()
  })

  it('decides by code, with any number of Entra', () => {
    const numbered = new AuthenticationError('invalid_grant', 'AADSTS90033: A transient error.')
    expect(planRetry(numbered, now)).toEqual({ whenOnline: false })
  })
})

describe('endOfPause', () => {
  it.each([
    answered(503, '7200'),
    new ApiError(orders, answered(429, '7200')),
    refused('temporarily_unavailable', 7200),
    new ConfigUnreachableError(answered(503, '7200')),
  ])('is the end of the server’s Retry-After: %s', (error) => {
    expect(endOfPause(error, now)).toBe(now + 7_200_000)
  })

  it.each([
    answered(503),
    answered(403, '7200'),
    refused('server_error'),
    new NetworkError('/', undefined),
    new Error('bug'),
  ])('is in the past without a Retry-After: %s', (error) => {
    expect(endOfPause(error, now)).toBe(0)
  })
})
