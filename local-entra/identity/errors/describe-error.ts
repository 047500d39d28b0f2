import { randomUUID } from 'node:crypto'
import type { EntraError } from './entra-error.ts'

/** One refused request, as Entra describes it to people and to programs. */
export interface ErrorDescription {
  code: number
  text: string
  traceId: string
  correlationId: string
  timestamp: string
  /** The text with its ids on lines of their own, as `error_description` carries it. */
  description: string
}

/**
 * @param correlationId the `client-request-id` of the request, or undefined
 * @param now seconds
 */
export function describeError(
  error: EntraError,
  correlationId: string | undefined,
  now: number,
): ErrorDescription {
  const traceId = randomUUID()
  const correlation = correlationId ?? randomUUID()
  const timestamp = `${new Date(now * 1000).toISOString().slice(0, 19).replace('T', ' ')}Z`
  const text = `AADSTS${error.code}: ${fillIn(error.entry.text, error.details)}`
  return {
    code: error.code,
    text,
    traceId,
    correlationId: correlation,
    timestamp,
    description: `${text}\r\nTrace ID: ${traceId}\r\nCorrelation ID: ${correlation}\r\nTimestamp: ${timestamp}`,
  }
}

function fillIn(text: string, details: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => details[name] ?? '')
}
