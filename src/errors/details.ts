import { ApiError } from '../api/api-error.ts'
import { AuthenticationError } from '../auth/errors.ts'
import { bearerChallenges, parseChallenges } from '../http/challenges.ts'
import { HttpStatusError, NetworkError, UnreadableResponseError } from '../http/http-errors.ts'
import { firstSeen, unwrap } from './cause.ts'

/** A value with its label on screen. */
export interface NamedValue {
  name: string
  value: string
}

/**
 * The details of an error for support. Omits the `error_description` of OAuth, which may name the user.
 * @param now milliseconds since 1970
 */
export function describe(error: unknown, now = firstSeen(error)): NamedValue[] {
  const time = { name: 'Time', value: new Date(now).toISOString() }
  return [...describeCause(error), ...describeToken(error), time].filter(
    ({ value }) => value !== '',
  )
}

function describeCause(error: unknown): NamedValue[] {
  const { cause, api } = unwrap(error)
  if (cause instanceof AuthenticationError) return describeSignIn(cause)
  // The URL of the API, not of the request, which may contain personal data.
  if (cause instanceof HttpStatusError) return describeStatus(cause, api?.url ?? cause.url)
  const kind = { name: 'Kind', value: cause instanceof Error ? cause.name : typeof cause }
  if (!(cause instanceof UnreadableResponseError)) return [kind]
  return [kind, { name: 'Problem', value: cause.problem }]
}

// Bytes; half of the lowest common limit. nginx and Apache accept a header of 8 kB, Node accepts 16 kB for all headers.
const largeToken = 4000

/** Whether the access token is too large for some servers. Without groups or roles, a token has about 2 kB. */
export function hasLargeToken(error: unknown): boolean {
  return error instanceof ApiError && (error.tokenSize ?? 0) > largeToken
}

/** The size of the access token, if it may be the cause. */
function describeToken(error: unknown): NamedValue[] {
  if (!(error instanceof ApiError) || error.tokenSize === undefined) return []
  const { status, cause, tokenSize } = error
  const isOfSize = status === 431 || status === 494
  const mayBeOfSize = status === 400 || status === 413 || cause instanceof NetworkError
  if (!isOfSize && !(mayBeOfSize && hasLargeToken(error))) return []
  return [{ name: 'Access token', value: `${tokenSize} bytes` }]
}

function describeSignIn(error: AuthenticationError): NamedValue[] {
  const { traceId, correlationId, timestamp } = readEntraDescription(error.message)
  const number = numberOf(error)
  return [
    { name: 'Code', value: printable(error.code) },
    { name: 'Number', value: number },
    { name: 'Look it up', value: lookupOf(number) },
    { name: 'Reason', value: error.code === 'id_token_refused' ? error.message : '' },
    { name: 'Suberror', value: printable(error.suberror) },
    { name: 'Correlation ID', value: printable(error.correlationId) || correlationId },
    { name: 'Trace ID', value: traceId },
    { name: 'Timestamp', value: timestamp },
  ]
}

function describeStatus({ status, headers }: HttpStatusError, url: string): NamedValue[] {
  return [
    { name: 'Status', value: String(status) },
    { name: 'Address', value: url },
    { name: 'The API says', value: readRefusal(headers) },
    { name: 'Request ID', value: printable(headers.get('x-ms-request-id') ?? '') },
  ]
}

/** The scopes that an API names in a 403 (RFC 6750 §3.1). */
export function neededScopes(error: unknown): string[] {
  const { cause } = unwrap(error)
  if (!(cause instanceof HttpStatusError) || cause.status !== 403) return []
  const [scope = ''] = bearerChallenges(cause.headers).flatMap((challenge) =>
    challenge.get('error') === 'insufficient_scope' ? (challenge.get('scope') ?? []) : [],
  )
  // The characters of a scope (RFC 6749 §3.3), except the backtick, which marks code in the texts.
  return scope.split(' ').filter((name) => /^[!#-[\]-_a-~]{1,200}$/.test(name))
}

// `error` and `error_description` of the bearer challenges (RFC 6750 §3); other parameters may contain claims. Without a
// bearer challenge, the schemes: a gateway in front of the API requires another kind of sign-in.
function readRefusal(headers: Headers): string {
  const challenges = parseChallenges(headers.get('WWW-Authenticate'))
  const bearers = bearerChallenges(headers)
  if (bearers.length === 0)
    return challenges
      .map(({ scheme }) => scheme)
      .join(', ')
      .slice(0, 300)
  const texts = bearers.map((parameters) =>
    ['error', 'error_description']
      .map((name) => parameters.get(name)?.slice(0, 300) ?? '')
      .filter((text) => text !== '')
      .join(': '),
  )
  return [...new Set(texts)].filter((text) => text !== '').join('; ')
}

// Codes come from the address bar and from other hosts: omits what does not look like a code.
function printable(code: string): string {
  return /^[\w.:-]{1,80}$/.test(code) ? code : ''
}

/**
 * Entra's number of an error, which is more specific than its code. It selects texts only: Microsoft may renumber.
 * @returns e.g. `AADSTS50011`; empty if there is none
 */
export function numberOf({ message, number }: AuthenticationError): string {
  return readEntraDescription(message).number || (/^\d{4,8}$/.test(number) ? `AADSTS${number}` : '')
}

/** The page where Microsoft explains a number; empty if there is none. */
export function lookupOf(number: string): string {
  if (number.startsWith('AADSTS')) {
    return `https://login.microsoftonline.com/error?code=${number.slice('AADSTS'.length)}`
  }
  if (!number.startsWith('AADB2C')) return ''
  return 'https://learn.microsoft.com/azure/active-directory-b2c/error-codes'
}

/** What Entra adds to an `error_description`, to find the error in its logs. */
interface EntraDescription {
  /** The first number of Entra ID (`AADSTS…`), Azure AD B2C (`AADB2C…`) or AD FS (`MSIS…`); empty if there is none. */
  number: string
  traceId: string
  correlationId: string
  /** As Entra writes it, in UTC. */
  timestamp: string
}

const guid = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}'

/**
 * Reads number, ids and time from the `error_description` of Entra. Omits its text, which may name the user.
 * @param text the description, or any text copied from an error page
 */
export function readEntraDescription(text: string): EntraDescription {
  return {
    number: /\b(?:AADSTS|AADB2C|MSIS)\d{4,8}\b/i.exec(text)?.[0].toUpperCase() ?? '',
    traceId: new RegExp(`Trace ID:\\s*(${guid})`, 'i').exec(text)?.[1] ?? '',
    correlationId: new RegExp(`Correlation ID:\\s*(${guid})`, 'i').exec(text)?.[1] ?? '',
    timestamp: /Timestamp:\s*(\d{4}-\d\d-\d\d[ T][\d:]+Z)/i.exec(text)?.[1] ?? '',
  }
}
