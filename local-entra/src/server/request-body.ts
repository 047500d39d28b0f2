/** Bytes that a server reads of the body of a request, and that the exchange log keeps of it. */
export const MOST_BODY_BYTES = 56 * 1024

/**
 * Reads the body of a request as UTF-8, whether or not it comes with a length.
 * @returns undefined for a longer body, whose rest is not read
 */
export async function readBody(chunks: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  const kept: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > MOST_BODY_BYTES) return undefined
    kept.push(chunk)
  }
  return Buffer.concat(kept).toString('utf8')
}
