import { FaultError } from '../../command-line/fault.ts'
import { type Answer, type RequestOptions, sendRequest } from '../../command-line/http.ts'

export type { Answer }

/** Nobody answered; why, and what to do. */
export interface NoAnswer {
  url: string
  problem: string
  fix: string
}

// The first bytes of gzip (RFC 1952 §2.3.1), read as UTF-8.
const compressed = '\x1f\ufffd\b'

const stillCompressed = {
  problem: 'is compressed twice, or without the header Content-Encoding that says so.',
  fix: 'Compress in one place alone. For files that lie there as gzip, set Content-Encoding: gzip.',
}

/** Sends one request and follows no redirect. */
export async function probe(url: string, request: RequestOptions = {}): Promise<Answer | NoAnswer> {
  try {
    const answer = await sendRequest(url, request)
    return answer.text.startsWith(compressed) ? { url, ...stillCompressed } : answer
  } catch (error) {
    if (!(error instanceof FaultError) || !error.faults[0]) throw error
    const { problem, fix } = error.faults[0]
    return { url, problem, fix }
  }
}

export function isAnswer(result: Answer | NoAnswer): result is Answer {
  return 'status' in result
}

/** @returns the JSON object of an answer, or undefined when it holds none */
export function jsonOf({ text }: Answer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
