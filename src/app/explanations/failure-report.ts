import { AuthenticationError } from '../../auth/authentication-error.ts'
import { HttpStatusError } from '../../http/http-errors.ts'
import { describe } from './details.ts'
import { firstSeen } from './first-seen.ts'

/**
 * One failure that a person was shown, for a team's telemetry. Holds what finds it again in a log and nothing else: no
 * tokens, codes or addresses of pages, no names, and no message of another system, for that may name the person.
 */
export interface FailureReport {
  /** The class of the error, e.g. `HttpStatusError`. */
  kind: string
  /** OAuth error, MSAL's `errorCode`, or HTTP status; empty when there is none. */
  code: string
  /** `AADSTS…`, where Entra gave a number. */
  number: string
  suberror: string
  correlationId: string
  traceId: string
  /** ISO 8601, UTC. */
  at: string
}

export function failureReport(error: unknown): FailureReport {
  const details = new Map(describe(error, firstSeen(error)).map(({ name, value }) => [name, value]))
  const read = (name: string) => details.get(name) ?? ''
  return {
    kind: kindOf(error),
    code: error instanceof HttpStatusError ? String(error.status) : read('Code'),
    number: read('Number'),
    suberror: read('Suberror'),
    correlationId: error instanceof AuthenticationError ? read('Correlation ID') : '',
    traceId: read('Trace ID'),
    at: read('Time'),
  }
}

// The name of a class; a name that somebody has made up could say anything.
function kindOf(error: unknown): string {
  const name = error instanceof Error ? error.name : typeof error
  return /^[A-Za-z]{1,40}$/.test(name) ? name : 'Error'
}
