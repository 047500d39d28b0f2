import { UnreadableAnswerError } from './http-errors.ts'

const jsonTypes = /^(?:application|text)\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i

/**
 * Reads the JSON of an answer, and no more of it than allowed.
 * @param maxBytes bytes that the body may have at most
 * @throws {UnreadableAnswerError} for another content type, a body that is too large, or one that is not JSON
 */
export async function readJson(
  url: string,
  response: Response,
  maxBytes: number,
): Promise<unknown> {
  const type = response.headers.get('content-type') ?? ''
  // An answer without a type is judged by its body.
  if (type !== '' && !jsonTypes.test(type)) {
    await response.body?.cancel()
    throw new UnreadableAnswerError(url, 'content-type', `it is ${type}, not application/json`)
  }
  return parseJson(url, await readText(url, response, maxBytes))
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

function parseJson(url: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UnreadableAnswerError(url, 'not-json', 'it is not JSON', error)
  }
}
