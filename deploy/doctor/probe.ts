import { FaultError } from '../../command-line/fault.ts'
import { type Answer, type RequestOptions, sendRequest } from '../../command-line/http.ts'

export type { Answer }

/** Nobody answered; why, and what to do. */
export interface NoAnswer {
  url: string
  problem: string
  fix: string
}

/** Sends one request and follows no redirect. */
export async function probe(url: string, request: RequestOptions = {}): Promise<Answer | NoAnswer> {
  try {
    return await sendRequest(url, request)
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
