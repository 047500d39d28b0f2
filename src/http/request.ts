import { checkConnection, noteResponse } from './connection.ts'
import {
  HttpStatusError,
  isHttpError,
  NetworkError,
  TimeoutError,
  UnreadableResponseError,
} from './http-errors.ts'
import { keepPreflight } from './keep-preflight.ts'

export interface ResponseHead {
  status: number
  headers: Headers
}

export interface RequestOptions {
  /** GET by default. */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Sent as JSON. */
  body?: unknown
  /** Sent as `Authorization: Bearer` (RFC 6750 §2.1). */
  accessToken?: string
  /** Aborts the request; the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined
  /** Milliseconds for all attempts together, until the body is complete; 10 000 by default. */
  timeout?: number | undefined
  /** Size limit of the response body; 16 MiB by default. */
  maxBytes?: number | undefined
  /** Ignored with an access token; `no-store` by default. */
  cache?: RequestCache
  /** Called for each attempt; the promise resolves to undefined when there was no response. */
  observe?: (response: Promise<ResponseHead | undefined>) => void
}

/**
 * Sends a request for JSON. If the method is idempotent, retries a failure that passes soon (see retry.ts).
 * @returns the parsed body, whose shape is not validated; undefined when the response to a write has no body
 * @throws {HttpStatusError} when the status is not 2xx
 * @throws {NetworkError} when there is no response
 * @throws {TimeoutError} when the time limit is over
 * @throws {UnreadableResponseError} when the response is not JSON or too large, or redirects a request with an access token
 */
export function requestJson(url: string, options: RequestOptions = {}): Promise<unknown> {
  return request(url, options, { accept: 'application/json', read: readJson })
}

/**
 * Sends a request for a file. Retries and rejects as {@link requestJson} does.
 * @returns the body, of any content type
 */
export function requestFile(url: string, options: RequestOptions = {}): Promise<Blob> {
  return request(url, options, { accept: '*/*', read: readFile })
}

/** What a request accepts, and how its response is read. */
interface Format<T> {
  accept: string
  read: (url: string, response: Response, maxBytes: number, method: string) => Promise<T>
}

function request<T>(url: string, options: RequestOptions, format: Format<T>): Promise<T> {
  const { method = 'GET', signal, timeout = 10_000 } = options
  return withinTime(url, timeout, signal, (limit) => {
    const attempt = () => send(url, method, options, format, limit)
    return isIdempotent(method) ? withRetries(attempt, limit) : attempt()
  })
}

/**
 * Sends a request once.
 * @returns the response with its text, for any status
 * @throws {NetworkError | TimeoutError | UnreadableResponseError} as {@link requestJson} does
 */
export function requestText(
  url: string,
  init: Omit<RequestInit, 'signal'>,
  { timeout, maxBytes }: { timeout: number; maxBytes: number },
): Promise<ResponseHead & { text: string }> {
  return withinTime(url, timeout, undefined, (signal) =>
    exchange(url, signal, fetch(url, { ...init, signal }), async (response) => {
      const text = await readText(url, response, maxBytes)
      return { status: response.status, headers: response.headers, text }
    }),
  )
}

// RFC 9110 §9.2.2. A retry of any other request could do twice what should be done once.
function isIdempotent(method: string): boolean {
  return ['GET', 'PUT', 'DELETE'].includes(method)
}

async function withinTime<T>(
  url: string,
  milliseconds: number,
  outer: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  let isOver = false
  const timer = setTimeout(() => {
    isOver = true
    controller.abort(new DOMException('The time limit is over.', 'TimeoutError'))
  }, milliseconds)
  const follow = () => controller.abort(outer?.reason)
  if (outer?.aborted) follow()
  outer?.addEventListener('abort', follow)
  try {
    return await run(controller.signal)
  } catch (error) {
    if (outer?.aborted) throw outer.reason
    throw isOver ? new TimeoutError(url, milliseconds) : error
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', follow)
  }
}

async function withRetries<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (signal.aborted || error instanceof UnreadableResponseError) throw error
    // A chunk of its own, because few requests fail. If it does not load, a retry is unlikely to succeed.
    const retry = await import('./retry.ts').catch(() => undefined)
    if (!retry) throw error
    return retry.retryAfterFailure(error, attempt, signal)
  }
}

function send<T>(
  url: string,
  method: string,
  options: RequestOptions,
  { accept, read }: Format<T>,
  signal: AbortSignal,
): Promise<T> {
  const { accessToken, body, cache = 'no-store', observe } = options
  const { maxBytes = 16 * 1024 * 1024 } = options
  const fetchWith = (mode: RequestCache) => {
    const response = fetch(url, {
      method,
      headers: {
        Accept: accept,
        ...(accessToken !== undefined && { Authorization: `Bearer ${accessToken}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal,
      cache: mode,
      // A redirect must not take the bearer token to another URL (RFC 6750 §5.3).
      redirect: accessToken === undefined ? 'follow' : 'manual',
      credentials: accessToken === undefined ? 'same-origin' : 'omit',
    })
    observe?.(response.catch(() => undefined))
    return response
  }
  // The data of an account never comes from the cache.
  const sent = accessToken === undefined ? fetchWith(cache) : keepPreflight(url, method, fetchWith)
  return exchange(url, signal, sent, async (response) => {
    if (response.ok) return read(url, response, maxBytes, method)
    await response.body?.cancel()
    if (isRedirect(response)) throw new UnreadableResponseError(url, 'redirect', 'it redirects')
    throw new HttpStatusError(url, response.status, response.headers)
  })
}

// In browsers, a redirect that is not followed has the status 0 (Fetch §2.2.6).
function isRedirect({ status }: Response): boolean {
  return [0, 301, 302, 303, 307, 308].includes(status)
}

async function exchange<T>(
  url: string,
  signal: AbortSignal,
  sent: Promise<Response>,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  try {
    const response = await sent
    noteResponse()
    return await read(response)
  } catch (error) {
    if (isHttpError(error)) throw error
    throw new NetworkError(url, error, !signal.aborted && (await checkConnection()))
  }
}

const jsonTypes = /^(?:application|text)\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i

async function readJson(
  url: string,
  response: Response,
  maxBytes: number,
  method: string,
): Promise<unknown> {
  const type = response.headers.get('content-type') ?? ''
  // Without a content type, the body decides.
  if (type !== '' && !jsonTypes.test(type)) {
    await response.body?.cancel()
    throw new UnreadableResponseError(url, 'content-type', `it is ${type}, not application/json`)
  }
  const text = await readText(url, response, maxBytes)
  // The response to a write may be empty, with any status (RFC 9110 §9.3.3, §15.3.5).
  if (text === '' && method !== 'GET') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    const problem = text === '' ? 'it is empty' : 'it is not JSON'
    throw new UnreadableResponseError(url, 'not-json', problem, error)
  }
}

async function readText(url: string, response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of chunksOf(url, response, maxBytes)) {
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

async function readFile(url: string, response: Response, maxBytes: number): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  for await (const chunk of chunksOf(url, response, maxBytes)) chunks.push(chunk)
  return new Blob(chunks, { type: response.headers.get('content-type') ?? '' })
}

// Not every browser can iterate a ReadableStream. Leaving the loop early cancels the download.
async function* chunksOf(url: string, response: Response, maxBytes: number) {
  const reader = response.body?.getReader()
  if (!reader) return
  let bytes = 0
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      bytes += read.value.byteLength
      if (bytes > maxBytes) {
        throw new UnreadableResponseError(url, 'too-large', `it is larger than ${maxBytes} bytes`)
      }
      yield read.value
    }
  } finally {
    await reader.cancel()
  }
}
