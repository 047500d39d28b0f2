import {
  HttpStatusError,
  NetworkError,
  TimeoutError,
  UnreadableAnswerError,
} from './http-errors.ts'
import { readJson } from './read-json.ts'
import type { RequestObserver } from './request-observer.ts'
import { startTimeLimit } from './time-limit.ts'

export interface GetJsonOptions {
  /** Sent as `Authorization: Bearer` (RFC 6750 §2.1). */
  accessToken?: string
  /** Aborts the request, e.g. when the person leaves the page; the promise then rejects with its reason. */
  signal?: AbortSignal
  /** Milliseconds until the whole answer must be there, all attempts and pauses included; 10 000 unless told. */
  timeout?: number
  /** Bytes that the body may have at most; 16 MiB unless told. */
  maxBytes?: number
  cache?: RequestCache
  /** Watches each attempt. */
  observe?: RequestObserver | undefined
}

/**
 * A GET for JSON. What fails in a way that passes is tried again, see {@link retryAfterFailure}.
 * @returns the parsed body, unchecked: the caller knows its shape
 * @throws {HttpStatusError} for an answer other than 2xx
 * @throws {NetworkError} when there was no answer
 * @throws {TimeoutError} when the answer came too late
 * @throws {UnreadableAnswerError} when the body is not JSON, or too large
 */
export async function getJson(url: string, options: GetJsonOptions = {}): Promise<unknown> {
  const { signal, timeout = 10_000 } = options
  const limit = startTimeLimit(timeout, signal)
  try {
    return await requestWithRetries(() => requestJson(url, options, limit.signal), limit.signal)
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    if (limit.isOver()) throw new TimeoutError(url, timeout)
    throw error
  } finally {
    limit.release()
  }
}

async function requestWithRetries<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (signal.aborted || error instanceof UnreadableAnswerError) throw error
    const retry = await loadRetry()
    if (!retry) throw error
    return retry.retryAfterFailure(error, attempt, signal)
  }
}

// Loaded when a request fails, for few do. Where even that does not load, another attempt would not succeed either.
async function loadRetry() {
  try {
    return await import('./retry.ts')
  } catch {
    return undefined
  }
}

async function requestJson(
  url: string,
  { accessToken, maxBytes = 16 * 1024 * 1024, cache = cacheModeFor(url), observe }: GetJsonOptions,
  signal: AbortSignal,
): Promise<unknown> {
  const onAnswer = observe?.({ url, accessToken })
  try {
    const answer = fetch(url, {
      headers: headersFor(accessToken),
      signal,
      cache,
      // A bearer token goes to the address it was meant for and nowhere else (RFC 6750 §5.3).
      redirect: accessToken === undefined ? 'follow' : 'error',
      credentials: accessToken === undefined ? 'same-origin' : 'omit',
    })
    if (onAnswer) answer.then(onAnswer, () => onAnswer(undefined))
    const response = await answer
    if (response.ok) return await readJson(url, response, maxBytes)
    await response.body?.cancel()
    throw new HttpStatusError(url, response.status, response.headers)
  } catch (error) {
    throw isOurs(error) ? error : new NetworkError(url, error)
  }
}

// Chromium forgets that a preflight was answered when a request goes around the cache, and asks again each time. So a server
// elsewhere says itself that its answers are not to be kept (RFC 9111 §5.2.2.5).
function cacheModeFor(url: string): RequestCache {
  return URL.canParse(url) ? 'default' : 'no-store'
}

function headersFor(accessToken: string | undefined): HeadersInit {
  const accept = { Accept: 'application/json' }
  return accessToken === undefined ? accept : { ...accept, Authorization: `Bearer ${accessToken}` }
}

function isOurs(error: unknown): boolean {
  return error instanceof HttpStatusError || error instanceof UnreadableAnswerError
}
