/** Statuses that are often gone within seconds (RFC 9110 §15.5.9, §15.6; RFC 6585 §4). A 500 rarely is. */
const shortLived = new Set([408, 429, 502, 503, 504])

/** The protected API, or the app's own host, answered with a status other than 2xx. */
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

  /** Whether another attempt within seconds is likely to succeed. */
  get passesSoon(): boolean {
    return shortLived.has(this.status)
  }

  /**
   * Whether the server recovers by itself, however long that takes: it is overloaded, or it failed. Not after a 408, which
   * blames the request: that has been retried already.
   */
  get isPassing(): boolean {
    return this.status === 429 || this.status >= 500
  }

  /**
   * How many seconds the server asks to be left alone.
   * @param now milliseconds since 1970
   */
  pauseAskedFor(now: number): number | undefined {
    return parseRetryAfter(this.headers, now)
  }
}

/** No answer came: the host is down, the name unknown, CORS or the content security policy refused, or the device is offline. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
  readonly url: string
  /** Whether this device was known to have no connection; see connection.ts. */
  readonly isOffline: boolean

  constructor(url: string, cause: unknown, isOffline = false) {
    super(`${url} could not be reached`, { cause })
    this.url = url
    this.isOffline = isOffline
  }
}

/** The answer did not come within the time allowed. */
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

/** What an answer can have wrong with it. */
export type UnreadableBecause = 'redirect' | 'content-type' | 'too-large' | 'not-json' | 'shape'

/** An answer came, but not one that can be read: a redirect that the app does not follow, another content type, too large, not JSON, or not of the shape agreed on. */
export class UnreadableAnswerError extends Error {
  override readonly name = 'UnreadableAnswerError'
  readonly url: string
  readonly because: UnreadableBecause
  /** What exactly, for a developer. */
  readonly problem: string

  constructor(url: string, because: UnreadableBecause, problem: string, cause?: unknown) {
    super(`${url}: ${problem}`, { cause })
    this.url = url
    this.because = because
    this.problem = problem
  }
}

/** Every way in which a request can fail. */
export type HttpError = HttpStatusError | NetworkError | TimeoutError | UnreadableAnswerError

export function isHttpError(error: unknown): error is HttpError {
  return [HttpStatusError, NetworkError, TimeoutError, UnreadableAnswerError].some(
    (kind) => error instanceof kind,
  )
}

/**
 * How long a server asks to be left alone (RFC 9110 §10.2.3): a number of seconds, or a date by the server's own clock where
 * the browser may read that.
 * @param now milliseconds since 1970, by the clock of this device
 * @returns seconds, never negative; undefined without the header, or when it makes no sense
 */
export function parseRetryAfter(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+$/.test(value)) return Number(value)
  const date = parseDate(value)
  if (Number.isNaN(date)) return undefined
  const sent = parseDate(headers.get('date') ?? '') || now
  return Math.max(0, Math.ceil((date - sent) / 1000))
}

// RFC 9110 §5.6.7: every date is in GMT, and the one form that does not say so is obsolete but valid. A date has letters in
// it: `Date.parse` would take "-5" or "1.5" for a year or a month.
function parseDate(value: string): number {
  if (!/[a-z]{3}/i.test(value)) return Number.NaN
  return Date.parse(value.endsWith('GMT') ? value : `${value} GMT`)
}
