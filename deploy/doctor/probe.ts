import { FaultError } from '../../command-line/fault.ts'
import { type HttpResponse, type RequestOptions, sendRequest } from '../../command-line/http.ts'

export type { HttpResponse }

/** A request without a response: the reason and the fix. */
export interface NoResponse {
  url: string
  problem: string
  fix: string
}

// The first bytes of gzip (RFC 1952 §2.3.1), read as UTF-8.
const compressed = '\x1f\ufffd\b'

const stillCompressed = {
  problem: 'is compressed twice, or lacks the Content-Encoding header.',
  fix: 'Compress once. For files that are stored compressed, send Content-Encoding: gzip.',
}

/** Sends one request and follows no redirect. */
export async function probe(
  url: string,
  request: RequestOptions = {},
): Promise<HttpResponse | NoResponse> {
  try {
    const response = await sendRequest(url, request)
    return response.text.startsWith(compressed) ? { url, ...stillCompressed } : response
  } catch (error) {
    if (!(error instanceof FaultError) || !error.faults[0]) throw error
    const { problem, fix } = error.faults[0]
    return { url, problem, fix }
  }
}

export function isResponse(result: HttpResponse | NoResponse): result is HttpResponse {
  return 'status' in result
}

/** @returns the JSON object in the body, or undefined when it is not one */
export function jsonOf({ text }: Pick<HttpResponse, 'text'>): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
