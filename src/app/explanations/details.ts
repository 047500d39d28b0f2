import { AuthenticationError } from '../../auth/authentication-error.ts'
import { HttpStatusError, UnreadableAnswerError } from '../../http/http-errors.ts'
import { readEntraDescription } from './entra-description.ts'
import type { NamedValue } from './explanation.ts'

/**
 * What support asks for. An OAuth `error_description` is not among it, for it may name the person.
 * @param now milliseconds since 1970
 */
export function describe(error: unknown, now: number): NamedValue[] {
  return [...describeKind(error), { name: 'Time', value: new Date(now).toISOString() }].filter(
    ({ value }) => value !== '',
  )
}

function describeKind(error: unknown): NamedValue[] {
  if (error instanceof AuthenticationError) return describeSignIn(error)
  if (error instanceof HttpStatusError) return describeStatus(error)
  const kind = { name: 'Kind', value: error instanceof Error ? error.name : typeof error }
  if (!(error instanceof UnreadableAnswerError)) return [kind]
  return [kind, { name: 'Problem', value: error.problem }]
}

function describeSignIn(error: AuthenticationError): NamedValue[] {
  const { number, traceId, correlationId, timestamp } = readEntraDescription(error.message)
  return [
    { name: 'Code', value: printable(error.code) },
    { name: 'Number', value: number && `AADSTS${number}` },
    { name: 'Reason', value: error.code === 'id_token_refused' ? error.message : '' },
    { name: 'Suberror', value: printable(error.suberror) },
    { name: 'Correlation ID', value: printable(error.correlationId) || correlationId },
    { name: 'Trace ID', value: traceId },
    { name: 'Answered at', value: timestamp },
  ]
}

function describeStatus({ url, status, headers }: HttpStatusError): NamedValue[] {
  return [
    { name: 'Status', value: String(status) },
    { name: 'Address', value: url },
    { name: 'The API says', value: readRefusal(headers.get('WWW-Authenticate') ?? '') },
    { name: 'Request ID', value: printable(headers.get('x-ms-request-id') ?? '') },
  ]
}

// RFC 6750 §3: `error` and `error_description`. The rest of the header may hold claims, which are nobody's business here.
function readRefusal(challenge: string): string {
  const parameters = Array.from(
    challenge.matchAll(/\b(error|error_description)="([^"]{0,300})"/g),
    ([, , text]) => text,
  )
  return parameters.join(': ')
}

// Codes come from the address bar and from other hosts: only what looks like one is shown.
function printable(code: string): string {
  return /^[\w.:-]{1,80}$/.test(code) ? code : ''
}
