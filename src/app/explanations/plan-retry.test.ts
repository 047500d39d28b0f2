import { describe, expect, it } from 'vitest'
import { AuthenticationError } from '../../auth/authentication-error.ts'
import { HttpStatusError, NetworkError, TimeoutError } from '../../http/http-errors.ts'
import { ConfigUnreachableError } from '../../errors/app-errors.ts'
import { planRetry } from './plan-retry.ts'

const now = 1_000_000
const answered = (status: number, retryAfter?: string) =>
  new HttpStatusError('/', status, new Headers(retryAfter ? { 'Retry-After': retryAfter } : {}))
const refused = (code: string, retryAfter?: number) =>
  new AuthenticationError(code, '', { retryAfter })

describe('planRetry', () => {
  it.each([
    [answered(503, '20'), 20],
    [answered(429, '60'), 60],
    [answered(503, '0'), 5],
    [refused('temporarily_unavailable', 12), 12],
    [refused('temporarily_unavailable'), 30],
    [refused('server_error'), 30],
    [refused('failed_to_parse_response'), 30],
    [refused(''), 30],
  ])('tries again by itself after %s, in %i seconds', (error, seconds) => {
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
  ])('leaves it to the person after %s', (error) => {
    expect(planRetry(error, now)).toEqual({ whenOnline: false })
  })

  it.each([
    new NetworkError('/', undefined),
    refused('no_network_connectivity'),
    refused('post_request_failed'),
    new ConfigUnreachableError(undefined),
  ])('waits for the connection after %s', (error) => {
    expect(planRetry(error, now)).toEqual({ whenOnline: true })
  })

  it('decides by code, whatever number Entra gives', () => {
    const numbered = new AuthenticationError('invalid_grant', 'AADSTS90033: A transient error.')
    expect(planRetry(numbered, now)).toEqual({ whenOnline: false })
  })
})
