import { checkConnection, noteAnswer } from './connection.ts'
import {
  HttpStatusError,
  isHttpError,
  NetworkError,
  TimeoutError,
  UnreadableAnswerError,
} from './http-errors.ts'
import { keepPreflight } from './keep-preflight.ts'

/** Status and headers of an answer. */
export interface Answer {
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
  /** Aborts the request, e.g. when the user leaves the page. The promise then rejects with its reason. */
  signal?: AbortSignal | undefined
  /** Milliseconds until the whole answer must be there, all attempts and pauses included; 10 000 by default. */
  timeout?: number | undefined
  /** Bytes that the body of the answer may have; 16 MiB by default. */
  maxBytes?: number | undefined
  /** For a request without an access token; `no-store` by default. */
  cache?: RequestCache
  /** Called for each attempt, with the answer to it; with undefined when none came. */
  observe?: (answer: Promise<Answer | undefined>) => void
}

/**
 * A request for JSON. A failure that passes is retried (see retry.ts) when the request may be repeated.
 * @returns the parsed body, unchecked: the caller knows its shape; undefined when a write was answered without content
 * @throws {HttpStatusError} for an answer other than 2xx
 * @throws {NetworkError} when there was no answer
 * @throws {TimeoutError} when the answer came too late
 * @throws {UnreadableAnswerError} when the body is not JSON, or too large
 */
export function requestJson(url: string, options: RequestOptions = {}): Promise<unknown> {
  const { method = 'GET', signal, timeout = 10_000 } = options
  return withinTime(url, timeout, signal, (limit) => {
    const attempt = () => sendJson(url, method, options, limit)
    return isIdempotent(method) ? withRetries(attempt, limit) : attempt()
  })
}

/**
 * A request that is never repeated.
 * @param init carries no signal: the time limit is the only one
 * @returns the answer with its text, whatever its status
 * @throws {NetworkError | TimeoutError | UnreadableAnswerError} as {@link requestJson} does
 */
export function requestText(
  url: string,
  init: Omit<RequestInit, 'signal'>,
  { timeout, maxBytes }: { timeout: number; maxBytes: number },
): Promise<Answer & { text: string }> {
  return withinTime(url, timeout, undefined, (signal) =>
    exchange(url, signal, fetch(url, { ...init, signal }), async (response) => {
      const text = await readText(url, response, maxBytes)
      return { status: response.status, headers: response.headers, text }
    }),
  )
}

// RFC 9110 §9.2.2: repeating any other request may do twice what was to be done once.
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
    controller.abort(new DOMException('The time is up.', 'TimeoutError'))
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
    if (signal.aborted || error instanceof UnreadableAnswerError) throw error
    // A chunk of its own: few requests fail. Where it does not load, another attempt would not succeed either.
    const retry = await import('./retry.ts').catch(() => undefined)
    if (!retry) throw error
    return retry.retryAfterFailure(error, attempt, signal)
  }
}

function sendJson(
  url: string,
  method: string,
  options: RequestOptions,
  signal: AbortSignal,
): Promise<unknown> {
  const { accessToken, body, cache = 'no-store', observe } = options
  const { maxBytes = 16 * 1024 * 1024 } = options
  const send = (mode: RequestCache) => {
    const answer = fetch(url, {
      method,
      headers: {
        Accept: 'application/json',
        ...(accessToken !== undefined && { Authorization: `Bearer ${accessToken}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal,
      cache: mode,
      // A bearer token goes to the address it was meant for and nowhere else (RFC 6750 §5.3). Browsers hide where to.
      redirect: accessToken === undefined ? 'follow' : 'manual',
      credentials: accessToken === undefined ? 'same-origin' : 'omit',
    })
    observe?.(answer.catch(() => undefined))
    return answer
  }
  // What belongs to one account comes from the server, and is not stored.
  const answer = accessToken === undefined ? send(cache) : keepPreflight(url, method, send)
  return exchange(url, signal, answer, async (response) => {
    if (response.ok) return readJson(url, response, maxBytes, method)
    await response.body?.cancel()
    if (isRedirect(response)) throw new UnreadableAnswerError(url, 'redirect', 'it redirects')
    throw new HttpStatusError(url, response.status, response.headers)
  })
}

// A browser shows no status of a redirect that is not followed (Fetch §2.2.6).
function isRedirect({ status }: Response): boolean {
  return [0, 301, 302, 303, 307, 308].includes(status)
}

async function exchange<T>(
  url: string,
  signal: AbortSignal,
  answer: Promise<Response>,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  try {
    const response = await answer
    noteAnswer()
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
  // An answer without a type is judged by its body.
  if (type !== '' && !jsonTypes.test(type)) {
    await response.body?.cancel()
    throw new UnreadableAnswerError(url, 'content-type', `it is ${type}, not application/json`)
  }
  const text = await readText(url, response, maxBytes)
  // A write may be answered without content, whatever its status (RFC 9110 §9.3.3, §15.3.5).
  if (text === '' && method !== 'GET') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    const problem = text === '' ? 'it is empty' : 'it is not JSON'
    throw new UnreadableAnswerError(url, 'not-json', problem, error)
  }
}

async function readText(url: string, response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of chunksOf(response)) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) {
      throw new UnreadableAnswerError(url, 'too-large', `it is larger than ${maxBytes} bytes`)
    }
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

// Not every browser iterates a ReadableStream; leaving the loop early must cancel the download.
async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader()
  if (!reader) return
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value
  } finally {
    await reader.cancel()
  }
}
