const unreachableCodes = new Set([
  'no_network_connectivity',
  'post_request_failed',
  'get_request_failed',
  'network_error',
  'identity_provider_timeout',
])

// The identity provider could not be reached, or could not answer.
const passingCodes = new Set([
  'temporarily_unavailable',
  'server_error',
  'failed_to_parse_response',
  'empty_response',
  ...unreachableCodes,
])

/**
 * Signing in, renewing or signing out did not work. `code` is stable and the only thing to branch on: an OAuth
 * `error` (RFC 6749 §4.1.2.1, §5.2), an `errorCode` of MSAL, or one of {@link OwnCode}. The message is what the identity
 * provider said: it may name the person, so it is not for logs.
 */
export class AuthenticationError extends Error {
  override readonly name = 'AuthenticationError'
  readonly code: OwnCode | (string & {})
  readonly suberror: string
  /** The number that Entra gave apart from its message; empty where it gave none. */
  readonly number: string
  /** Tokens were to be renewed of an account that is signed in. Otherwise somebody was to be signed in, or out. */
  readonly isRenewal: boolean
  readonly correlationId: string
  /** True when a person has to act at the identity provider before this can work. */
  readonly needsPerson: boolean
  /** Seconds that the identity provider asks to be left alone. */
  readonly retryAfter: number | undefined
  /** The claims that a sign-in has to ask for to fix this (OpenID Connect Core 1.0 §5.5). */
  readonly claims: string | undefined
  /** The scopes that a token was asked for; undefined where none was. */
  readonly scopes: readonly string[] | undefined
  readonly #details: AuthenticationErrorDetails

  constructor(code: string, message: string, details: AuthenticationErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.#details = details
    this.code = code
    this.suberror = details.suberror ?? ''
    this.number = details.number ?? ''
    this.isRenewal = details.isRenewal ?? false
    this.correlationId = details.correlationId ?? ''
    this.needsPerson = details.needsPerson ?? false
    this.retryAfter = details.retryAfter
    this.claims = details.claims
    this.scopes = details.scopes
  }

  /** The same failure, of a request for these scopes and claims. */
  ofRequestFor(scopes: readonly string[], claims = this.claims): AuthenticationError {
    return new AuthenticationError(this.code, this.message, { ...this.#details, claims, scopes })
  }

  /** True when no answer came: the identity provider or this device has no connection. */
  get isUnreachable(): boolean {
    return unreachableCodes.has(this.code)
  }

  /** True when waiting is all that has to be done. */
  get isPassing(): boolean {
    return passingCodes.has(this.code)
  }
}

/** Codes for what neither OAuth nor MSAL has a name for. */
export type OwnCode =
  | 'response_refused'
  | 'consent_refused'
  | 'sign_in_unfinished'
  | 'storage_unavailable'
  | 'account_forgotten'
  | 'other_account'
  | 'id_token_refused'
  | 'identity_provider_timeout'

interface AuthenticationErrorDetails {
  suberror?: string
  number?: string
  isRenewal?: boolean
  correlationId?: string
  needsPerson?: boolean
  retryAfter?: number | undefined
  claims?: string | undefined
  scopes?: readonly string[] | undefined
  cause?: unknown
}

/** Whether a person has to act at the identity provider. */
export function needsPerson(error: unknown): error is AuthenticationError {
  return error instanceof AuthenticationError && error.needsPerson
}
