import {
  HttpStatusError,
  NetworkError,
  TimeoutError,
  UnreadableAnswerError,
} from './http-errors.ts'
import type { RequestObserver } from './request-observer.ts'

export interface GetJsonOptions {
  /** Sent as `Authorization: Bearer` (RFC 6750 §2.1). */
  accessToken?: string
  /** Aborts the request, e.g. when the person leaves the page; the promise then rejects with its reason. */
  signal?: AbortSignal
  /** Milliseconds until the whole answer must be there; 10 000 unless told. */
  timeout?: number
  /** Bytes that the body may have at most; 16 MiB unless told. */
  maxBytes?: number
  cache?: RequestCache
  /** Watches the request. */
  observe?: RequestObserver | undefined
}

/**
 * One GET for JSON.
 * @returns the parsed body, unchecked: the caller knows its shape
 * @throws {HttpStatusError} for an answer other than 2xx
 * @throws {NetworkError} when there was no answer
 * @throws {TimeoutError} when the answer came too late
 * @throws {UnreadableAnswerError} when the body is not JSON, or too large
 */
export async function getJson(url: string, options: GetJsonOptions = {}): Promise<unknown> {
  const { signal, timeout = 10_000, maxBytes = 16 * 1024 * 1024 } = options
  const timer = AbortSignal.timeout(timeout)
  const onAnswer = options.observe?.({ url, accessToken: options.accessToken })
  try {
    const answer = fetch(url, {
      headers: headersFor(options.accessToken),
      signal: signal ? AbortSignal.any([signal, timer]) : timer,
      cache: options.cache ?? 'no-store',
      // A bearer token goes to the address it was meant for and nowhere else (RFC 6750 §5.3).
      redirect: options.accessToken === undefined ? 'follow' : 'error',
      credentials: options.accessToken === undefined ? 'same-origin' : 'omit',
    })
    if (onAnswer) answer.then(onAnswer, () => onAnswer(undefined))
    const response = await answer
    if (!response.ok) throw new HttpStatusError(url, response.status, response.headers)
    return parseJson(url, await readText(url, response, maxBytes))
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    if (timer.aborted) throw new TimeoutError(url, timeout)
    throw isOurs(error) ? error : new NetworkError(url, error)
  }
}

function headersFor(accessToken: string | undefined): HeadersInit {
  const accept = { Accept: 'application/json' }
  return accessToken === undefined ? accept : { ...accept, Authorization: `Bearer ${accessToken}` }
}

async function readText(url: string, response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of chunksOf(response)) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw new UnreadableAnswerError(url, `more than ${maxBytes} bytes`)
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

function parseJson(url: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UnreadableAnswerError(url, 'not JSON', error)
  }
}

function isOurs(error: unknown): boolean {
  return error instanceof HttpStatusError || error instanceof UnreadableAnswerError
}
