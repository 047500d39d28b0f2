import { AuthenticationError } from '../auth/errors.ts'
import { appName } from '../config/app.ts'
import { HttpStatusError } from '../http/http-errors.ts'
import { whoLabels } from './catalogue/entry.ts'
import { unwrap } from './cause.ts'
import { describe, type NamedValue } from './details.ts'
import { explain } from './explain.ts'
import type { ErrorContext } from './fill-in.ts'
import { listFaults } from './message.ts'

/** Receives each failure that the user sees, once. The app sends nothing anywhere by itself. */
export type OnError = (report: FailureReport) => void

/**
 * One failure, for a team's telemetry. Holds what finds it in a log and nothing else: no tokens, codes or addresses of
 * pages, no names, and no message of another system, which may name the person.
 */
export interface FailureReport {
  /** The class of the error, e.g. `HttpStatusError`. */
  kind: string
  /** Which API failed, by its key in the configuration; empty when none did. */
  api: string
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

/** Makes the report of a failure. */
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

// The name of a class. A name that someone made up could say anything.
function kindOf(cause: unknown): string {
  const name = cause instanceof Error ? cause.name : typeof cause
  return /^[A-Za-z]{1,40}$/.test(name) ? name : 'Error'
}

/** Writes what the page says into the console, in one line with the fix; then the error itself. */
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

function read(details: readonly NamedValue[], wanted: string): string {
  return details.find(({ name }) => name === wanted)?.value ?? ''
}
