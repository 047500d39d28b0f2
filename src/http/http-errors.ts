/** Statuses that often pass within seconds (RFC 9110 §15.5.9, §15.6; RFC 6585 §4). A 500 rarely does. */
const shortLived = new Set([408, 429, 502, 503, 504])

/** The response has a status other than 2xx. */
export class HttpStatusError extends Error {
  override readonly name = 'HttpStatusError'
  readonly url: string
  readonly status: number
  readonly headers: Headers

  constructor(url: string, status: number, headers: Headers) {
    super(`${url} answered ${status}`)
    this.url = url
    this.status = status
    this.headers = headers
  }

  /** Whether a retry within seconds is likely to succeed. */
  get passesSoon(): boolean {
    return shortLived.has(this.status)
  }

  /** Whether the failure passes by itself, at some time. A 408 does not: it is about the request, which has been retried. */
  get isPassing(): boolean {
    return this.status === 429 || this.status >= 500
  }

  /** The server's `Retry-After`; see {@link parseRetryAfter}. */
  pauseAskedFor(now: number): number | undefined {
    return parseRetryAfter(this.headers, now)
  }
}

/** No response: host down, unknown host name, blocked by CORS or by the content security policy, or device offline. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
  readonly url: string
  /** Whether this device was known to be offline; see connection.ts. */
  readonly isOffline: boolean

  constructor(url: string, cause: unknown, isOffline = false) {
    super(`${url} could not be reached`, { cause })
    this.url = url
    this.isOffline = isOffline
  }
}

/** The response did not arrive within the time limit. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
  readonly url: string
  readonly milliseconds: number

  constructor(url: string, milliseconds: number) {
    super(`${url} did not answer within ${milliseconds} ms`)
    this.url = url
    this.milliseconds = milliseconds
  }
}

/** Why a response cannot be used; see {@link UnreadableResponseError}. */
export type UnreadableReason = 'redirect' | 'content-type' | 'too-large' | 'not-json' | 'shape'

/**
 * A response that cannot be used: a redirect that is not followed, another content type, too large, not JSON, or another
 * shape.
 */
export class UnreadableResponseError extends Error {
  override readonly name = 'UnreadableResponseError'
  readonly url: string
  readonly reason: UnreadableReason
  /** Details, for a developer. */
  readonly problem: string

  constructor(url: string, reason: UnreadableReason, problem: string, cause?: unknown) {
    super(`${url}: ${problem}`, { cause })
    this.url = url
    this.reason = reason
    this.problem = problem
  }
}

/** Every error of a request, except the caller's own abort. */
export type HttpError = HttpStatusError | NetworkError | TimeoutError | UnreadableResponseError

export function isHttpError(error: unknown): error is HttpError {
  return [HttpStatusError, NetworkError, TimeoutError, UnreadableResponseError].some(
    (kind) => error instanceof kind,
  )
}

/** Whether the server did not respond, or responded that it is busy or broken. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof HttpStatusError) return error.isPassing || error.passesSoon
  return error instanceof NetworkError || error instanceof TimeoutError
}

/**
 * Parses `Retry-After` (RFC 9110 §10.2.3): seconds or a date. A date is relative to the server's own `Date`, if CORS lets
 * the browser read that.
 * @param now milliseconds since 1970, by the clock of this device
 * @returns seconds, never negative; undefined without the header, or when it is malformed
 */
export function parseRetryAfter(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+$/.test(value)) return Number(value)
  const date = parseDate(value)
  if (Number.isNaN(date)) return undefined
  const sent = parseDate(headers.get('date') ?? '') || now
  return Math.max(0, Math.ceil((date - sent) / 1000))
}

// RFC 9110 §5.6.7: every date is in GMT, even in the obsolete form without a time zone. Requires letters, because
// `Date.parse` reads "-5" and "1.5" as dates.
function parseDate(value: string): number {
  if (!/[a-z]{3}/i.test(value)) return Number.NaN
  return Date.parse(value.endsWith('GMT') ? value : `${value} GMT`)
}
