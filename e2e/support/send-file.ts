import { createHash } from 'node:crypto'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Context } from 'hono'

type Bytes = Uint8Array<ArrayBuffer>

/**
 * Responds with a file as static hosts do: with a validator, so that the browser can reuse its copy (RFC 9110 §13.1.2), and
 * compressed if it is text.
 * @param headers all other headers, `Content-Type` included
 */
export function sendFile(context: Context, body: Bytes, headers: Record<string, string>): Response {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const all = { ...headers, ETag: etag, Vary: 'Accept-Encoding' }
  if (context.req.header('If-None-Match') === etag) return context.body(null, 304, all)
  const isSmaller = isText(headers) && accepts(context, 'br')
  if (!isSmaller) return context.body(body, 200, all)
  return context.body(compressed(etag, body), 200, { ...all, 'Content-Encoding': 'br' })
}

function isText({ 'Content-Type': type = '' }: Record<string, string>): boolean {
  return /^text\/|json|xml/.test(type)
}

function accepts(context: Context, encoding: string): boolean {
  return (context.req.header('Accept-Encoding') ?? '').split(/[,\s]+/).includes(encoding)
}

const known = new Map<string, Bytes>()

function compressed(etag: string, body: Bytes): Bytes {
  const before = known.get(etag)
  if (before) return before
  // As hosts compress on the fly. The last few percent take a hundred times as long.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 }
  const smaller = new Uint8Array(brotliCompressSync(body, { params }))
  known.set(etag, smaller)
  return smaller
}
