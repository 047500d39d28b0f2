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
}

/** No answer came: the host is down, the name unknown, CORS or the content security policy refused, or the device is offline. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
  readonly url: string

  constructor(url: string, cause: unknown) {
    super(`${url} could not be reached`, { cause })
    this.url = url
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
export type UnreadableBecause = 'content-type' | 'too-large' | 'not-json' | 'shape'

/** An answer came, but not one that can be read: another content type, too large, not JSON, or not of the shape agreed on. */
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
