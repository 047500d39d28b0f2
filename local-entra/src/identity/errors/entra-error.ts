import { randomUUID } from 'node:crypto'
import type { AadstsEntry } from './aadsts-entry.ts'
import { AADSTS, type AadstsCode } from './aadsts.ts'

/** What one error has that not every error of its number has. */
export interface ErrorExtras {
  /** What a new sign-in has to ask for, as a JSON string, for Conditional Access errors. */
  claims?: string | undefined
  /** In place of the suberror of its number. */
  suberror?: string | undefined
  /** In place of the OAuth error of its number at the token endpoint. */
  tokenError?: string | undefined
  /** In place of the text of its number. */
  text?: string | undefined
}

/** A request that Entra refuses with a numbered error. */
export class EntraError extends Error {
  override readonly name = 'EntraError'
  readonly code: AadstsCode
  /** Values for the text of the error. */
  readonly details: Record<string, string>
  readonly extras: ErrorExtras
  /** The core responds with this status, and treats an exposed error as a fault of the client. */
  readonly statusCode = 400
  readonly expose = true

  constructor(code: AadstsCode, details: Record<string, string> = {}, extras: ErrorExtras = {}) {
    super(AADSTS[code].error)
    this.code = code
    this.details = details
    this.extras = extras
  }

  get entry(): AadstsEntry {
    return AADSTS[this.code]
  }
}

/** The pages of a sign-in were open for too long, or in another browser. */
export class SignInExpiredError extends Error {
  override readonly name = 'SignInExpiredError'
}

/** The user cancelled, at sign-in or at consent. Entra has no number for it. */
export class UserCancelledError extends Error {
  override readonly name = 'UserCancelledError'
  readonly statusCode = 400
  readonly expose = true

  constructor() {
    super('access_denied')
  }
}

/** @returns the description by which the core hands a numbered error through */
export const aadstsMarker = (code: AadstsCode): string => `AADSTS${code}`

/** The description by which the core hands a cancelled sign-in through. */
export const CANCELLED = 'cancelled by the user'

/** Entra's numbers for OAuth errors of the core. */
const NUMBERS: Record<string, AadstsCode> = {
  invalid_scope: 70011,
  unsupported_response_type: 700054,
}

/** Entra's numbers for errors of the core that share an OAuth error, by their description. */
const DESCRIPTIONS: [RegExp, AadstsCode][] = [
  [/^client not found/, 700016],
  [/^missing required parameter/, 900144],
  [/^code_challenge must be|not allowed code_challenge_method/, 501491],
  [/^unsupported prompt|^prompt none must/, 90023],
]

/**
 * Translates an error of the core into Entra's.
 * @param details of the request, for the text of the error
 * @returns EntraError, SignInExpiredError or UserCancelledError; any other error as it is
 */
export function asEntraError(error: unknown, details: Record<string, string>): unknown {
  if (error instanceof EntraError) return withDetails(error, details)
  if (error instanceof UserCancelledError || !isCoreError(error)) return error
  if (error.name === 'SessionNotFound') return new SignInExpiredError()
  const description = error.error_description ?? ''
  if (description === CANCELLED) return new UserCancelledError()
  const marked = Number(/^AADSTS(\d+)$/.exec(description)?.[1])
  if (marked in AADSTS) return new EntraError(marked as AadstsCode, details)
  const field = missingField(description)
  const number = numberOf(error.message, error.error_detail ?? description)
  return withDetails(new EntraError(number, field === undefined ? {} : { field }), details)
}

type CoreError = Error & { error_description?: string; error_detail?: string }

function isCoreError(error: unknown): error is CoreError {
  return error instanceof Error && 'expose' in error && error.expose === true
}

function missingField(description: string): string | undefined {
  return /missing required parameters? '(\w+)'/.exec(description)?.[1]
}

function numberOf(error: string, description: string): AadstsCode {
  const described = DESCRIPTIONS.find(([pattern]) => pattern.test(description))
  return described?.[1] ?? NUMBERS[error] ?? 9002313
}

const ZEROS = '00000000-0000-0000-0000-000000000000'

/** Entra has a number of its own for an app whose id was never filled in. */
function withDetails(error: EntraError, more: Record<string, string>): EntraError {
  const details = { ...more, ...error.details }
  const isZeros = error.code === 700016 && details['clientId'] === ZEROS
  return new EntraError(isZeros ? 700038 : error.code, details, error.extras)
}

/** One refused request, as Entra describes it to people and to programs. */
export interface ErrorDescription {
  code: number
  text: string
  traceId: string
  correlationId: string
  timestamp: string
  /** The text and its ids, each on a line, as the `error_description` of a redirect has them. */
  description: string
}

/**
 * @param correlationId the `client-request-id` of the request, or undefined for a random one
 * @param now seconds
 */
export function describeError(
  error: EntraError,
  correlationId: string | undefined,
  now: number,
): ErrorDescription {
  const ids = {
    traceId: randomUUID(),
    correlationId: correlationId ?? randomUUID(),
    timestamp: `${new Date(now * 1000).toISOString().slice(0, 19).replace('T', ' ')}Z`,
  }
  const text = `AADSTS${error.code}: ${fillIn(error.extras.text ?? error.entry.text, error.details)}`
  return { code: error.code, text, ...ids, description: joinIds(text, ids, '\r\n') }
}

function fillIn(text: string, details: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => details[name] ?? '')
}

function joinIds(
  text: string,
  ids: Pick<ErrorDescription, 'traceId' | 'correlationId' | 'timestamp'>,
  separator: string,
): string {
  const lines = [
    `Trace ID: ${ids.traceId}`,
    `Correlation ID: ${ids.correlationId}`,
    `Timestamp: ${ids.timestamp}`,
  ]
  return [text, ...lines].join(separator)
}

/**
 * The body of an error response of the token endpoint or of a document, in Entra's order of keys.
 * Its description is one line, where that of a redirect has several.
 * @param origin of the identity provider
 */
export function tokenErrorBody(
  { entry, extras }: EntraError,
  described: ErrorDescription,
  origin: string,
): Record<string, unknown> {
  const { claims, suberror = entry.suberror, tokenError = entry.tokenError } = extras
  return {
    error: tokenError ?? entry.error,
    error_description: joinIds(described.text, described, ' '),
    error_codes: [described.code],
    timestamp: described.timestamp,
    trace_id: described.traceId,
    correlation_id: described.correlationId,
    ...(entry.withoutErrorUri ? {} : { error_uri: `${origin}/error?code=${described.code}` }),
    ...(suberror === undefined ? {} : { suberror }),
    ...(claims === undefined ? {} : { claims }),
  }
}
