import { AuthenticationError } from '../auth/errors.ts'
import { appName } from '../config/app.ts'
import { HttpStatusError } from '../http/http-errors.ts'
import { whoLabels } from './catalogue/entry.ts'
import { unwrap } from './cause.ts'
import { describe, type NamedValue } from './details.ts'
import { explain } from './explain.ts'
import type { ErrorContext } from './fill-in.ts'
import { listFaults } from './message.ts'

/** Receives each failure that the user sees, once. The app itself sends it nowhere. */
export type OnError = (report: FailureReport) => void

/**
 * A failure, for telemetry. Contains only what helps to find it in logs: no tokens, authorization codes, URLs or names, and
 * no message of another system, which may name the user.
 */
export interface FailureReport {
  /** The class of the error, e.g. `HttpStatusError`. */
  kind: string
  /** The key of the API that failed; empty if none did. */
  api: string
  /** OAuth `error`, MSAL `errorCode` or HTTP status; may be empty. */
  code: string
  /** Entra's number, `AADSTS…`; may be empty. */
  number: string
  suberror: string
  correlationId: string
  traceId: string
  /** ISO 8601, UTC. */
  at: string
}

export function failureReport(error: unknown): FailureReport {
  const { cause, api } = unwrap(error)
  const details = describe(error)
  return {
    kind: kindOf(cause),
    api: api?.key ?? '',
    code: cause instanceof HttpStatusError ? String(cause.status) : read(details, 'Code'),
    number: read(details, 'Number'),
    suberror: read(details, 'Suberror'),
    correlationId: cause instanceof AuthenticationError ? read(details, 'Correlation ID') : '',
    traceId: read(details, 'Trace ID'),
    at: read(details, 'Time'),
  }
}

// The name of a class. `name` can be set to any text, so only what looks like a class name is reported.
function kindOf(cause: unknown): string {
  const name = cause instanceof Error ? cause.name : typeof cause
  return /^[A-Za-z]{1,40}$/.test(name) ? name : 'Error'
}

/** Logs the explanation and the fix in one line, and the error itself. */
export function tellDeveloper(error: unknown, context: ErrorContext): void {
  console.error(lineFor(error, context), error)
}

/** The line that {@link tellDeveloper} writes. */
export function lineFor(error: unknown, context: ErrorContext): string {
  const explanation = explain(error, { context, isSignedIn: true })
  const { title, who, fix, developer, faults, details } = explanation
  const head = [`${title} (${codeIn(details)}).`, `${whoLabels[who]}:`]
  const texts = [...head, fix, developer, ...listFaults(faults)].filter((text) => text !== '')
  return `${appName}: ${texts.join(' ').replaceAll('`', '')}`
}

function codeIn(details: readonly NamedValue[]): string {
  const [code = 'unknown'] = ['Number', 'Code', 'Status', 'Kind']
    .map((name) => read(details, name))
    .filter((value) => value !== '')
  return code
}

function read(details: readonly NamedValue[], label: string): string {
  return details.find(({ name }) => name === label)?.value ?? ''
}
