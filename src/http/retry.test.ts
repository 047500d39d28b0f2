import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  HttpStatusError,
  NetworkError,
  parseRetryAfter,
  TimeoutError,
  UnreadableResponseError,
} from './http-errors.ts'
import { retryAfterFailure } from './retry.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => {
  vi.useRealTimers()
})

const answered = (status: number, retryAfter?: string) =>
  new HttpStatusError('/', status, new Headers(retryAfter ? { 'Retry-After': retryAfter } : {}))

/** A GET with these failures, and then a response. Records the time of each retry. */
function start(failures: Error[], signal = new AbortController().signal) {
  const [first, ...later] = failures
  const begun = performance.now()
  const attemptsAt: number[] = []
  const attempt = () => {
    attemptsAt.push(performance.now() - begun)
    const failure = later.shift()
    return failure ? Promise.reject(failure) : Promise.resolve('rows')
  }
  const outcome = retryAfterFailure(first, attempt, signal).catch((error: unknown) => error)
  return { outcome, attemptsAt }
}

describe('a GET that failed', () => {
  it.each([408, 429, 502, 503, 504])('is retried after a %i', async (status) => {
    const { outcome, attemptsAt } = start([answered(status)])
    await vi.runAllTimersAsync()
    expect(await outcome).toBe('rows')
    expect(attemptsAt).toHaveLength(1)
  })

  it.each([400, 401, 403, 404, 500, 501])('is not retried after a %i', async (status) => {
    const refusal = answered(status)
    const { outcome, attemptsAt } = start([refusal])
    expect(await outcome).toBe(refusal)
    expect(attemptsAt).toEqual([])
  })

  it.each([
    new TimeoutError('/', 1),
    new UnreadableResponseError('/', 'shape', ''),
    new Error('bug'),
  ])('is not retried after %s', async (failure) => {
    const { outcome, attemptsAt } = start([failure])
    expect(await outcome).toBe(failure)
    expect(attemptsAt).toEqual([])
  })

  it('fails after the third attempt, with the last error', async () => {
    const last = answered(504)
    const { outcome, attemptsAt } = start([answered(502), new NetworkError('/', undefined), last])
    await vi.runAllTimersAsync()
    expect(await outcome).toBe(last)
    expect(attemptsAt).toHaveLength(2)
  })

  it('is retried with growing and random delays', async () => {
    const pauses = new Set<number>()
    for (let turn = 0; turn < 20; turn++) {
      const { attemptsAt } = start([answered(503), answered(503)])
      await vi.runAllTimersAsync()
      const [second = 0, third = 0] = attemptsAt
      expect(second).toBeGreaterThanOrEqual(300)
      expect(second).toBeLessThanOrEqual(600)
      expect(third - second).toBeGreaterThanOrEqual(600)
      expect(third - second).toBeLessThanOrEqual(1200)
      pauses.add(second)
    }
    expect(pauses.size).toBeGreaterThan(10)
  })

  it('is not retried before the server’s Retry-After is over', async () => {
    const { outcome, attemptsAt } = start([answered(503, '2')])
    await vi.advanceTimersByTimeAsync(1999)
    expect(attemptsAt).toEqual([])
    await vi.runAllTimersAsync()
    expect(await outcome).toBe('rows')
  })

  it('is not retried when the server’s Retry-After is long', async () => {
    const busy = answered(503, '4')
    const { outcome, attemptsAt } = start([busy])
    expect(await outcome).toBe(busy)
    expect(attemptsAt).toEqual([])
  })

  it('is not retried after it was aborted', async () => {
    const controller = new AbortController()
    const { outcome, attemptsAt } = start([answered(503, '3')], controller.signal)
    await vi.advanceTimersByTimeAsync(10)
    controller.abort('left the page')
    await outcome
    await vi.runAllTimersAsync()
    expect(attemptsAt).toEqual([])
  })

  it('is not retried while the device is offline', async () => {
    const unreachable = new NetworkError('/', undefined, true)
    const { outcome, attemptsAt } = start([unreachable])
    expect(await outcome).toBe(unreachable)
    expect(attemptsAt).toEqual([])
  })
})

const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT')
const parse = (value?: string) =>
  parseRetryAfter(new Headers(value === undefined ? {} : { 'Retry-After': value }), now)

describe('parseRetryAfter', () => {
  it.each([
    ['0', 0],
    ['120', 120],
    [' 7 ', 7],
    ['9999999999', 9_999_999_999],
    ['Wed, 21 Oct 2026 07:28:30 GMT', 30],
    ['Wednesday, 21-Oct-26 07:28:30 GMT', 30],
    ['Wed Oct 21 07:28:30 2026', 30],
    ['Wed, 21 Oct 2026 07:00:00 GMT', 0],
  ])('parses %j as %i seconds', (value, seconds) => {
    expect(parse(value)).toBe(seconds)
  })

  it('counts from the Date of the response, if the browser can read it', () => {
    const headers = {
      'Retry-After': 'Wed, 21 Oct 2026 05:02:00 GMT',
      Date: 'Wed, 21 Oct 2026 05:00:00 GMT',
    }
    expect(parseRetryAfter(new Headers(headers), now)).toBe(120)
    expect(parseRetryAfter(new Headers({ ...headers, Date: 'today' }), now)).toBe(0)
  })

  it.each([undefined, '', '-5', '1.5', '5s', 'soon', 'Wed'])('ignores %j', (value) => {
    expect(parse(value)).toBeUndefined()
  })
})
