const unreachableCodes = new Set([
  'no_network_connectivity',
  'post_request_failed',
  'get_request_failed',
  'network_error',
  'identity_provider_timeout',
])

// The identity provider could not be reached, or could not respond.
const passingCodes = new Set([
  'temporarily_unavailable',
  'server_error',
  'failed_to_parse_response',
  'empty_response',
  ...unreachableCodes,
])

// Entra's authorization endpoint documents `interaction_required` for "another authentication step or consent". Only the
// number tells which (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).
const consentNumbers = /\bAADSTS(?:65001|90094)\b/

/**
 * A sign-in, a renewal or a sign-out failed. `code` is an OAuth `error` (RFC 6749 §4.1.2.1, §5.2), an `errorCode` of MSAL,
 * or an {@link AppErrorCode}. Do not log the message: it comes from the identity provider and may name the user.
 */
export class AuthenticationError extends Error {
  override readonly name = 'AuthenticationError'
  readonly code: AppErrorCode | (string & {})
  readonly suberror: string
  /** Entra's error number, where the response has it apart from the message; otherwise empty. */
  readonly number: string
  /** True for a renewal of a signed-in account's tokens, false for a sign-in or a sign-out. */
  readonly isRenewal: boolean
  readonly correlationId: string
  /** True when the user has to act at the identity provider before a retry can succeed. */
  readonly needsPerson: boolean
  /** The identity provider's `Retry-After`, in seconds. */
  readonly retryAfter: number | undefined
  /** The claims that a sign-in must request to fix this (OpenID Connect Core 1.0 §5.5). */
  readonly claims: string | undefined
  /** The scopes of the failed request, where it had any. */
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

  /** A copy with the scopes and claims of the request that failed. */
  ofRequestFor(scopes: readonly string[], claims = this.claims): AuthenticationError {
    return new AuthenticationError(this.code, this.message, { ...this.#details, claims, scopes })
  }

  /** True when the user or an administrator has to consent to the requested scopes. */
  get needsConsent(): boolean {
    return (
      [this.code, this.suberror].includes('consent_required') || consentNumbers.test(this.message)
    )
  }

  /**
   * True when the identity provider requires something for the requested scopes: consent, or a stronger sign-in. Otherwise
   * any sign-in helps.
   */
  get isAboutScopes(): boolean {
    return this.needsConsent || this.claims !== undefined || this.code === 'interaction_required'
  }

  /** True when no response came: the identity provider is down, or this device is offline. */
  get isUnreachable(): boolean {
    return unreachableCodes.has(this.code)
  }

  /** True when the failure passes by itself: the app can retry later. */
  get isPassing(): boolean {
    return passingCodes.has(this.code)
  }
}

/** Codes of this app, where neither OAuth nor MSAL has one. */
export type AppErrorCode =
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

/** Whether the user has to act at the identity provider. */
export function needsPerson(error: unknown): error is AuthenticationError {
  return error instanceof AuthenticationError && error.needsPerson
}
