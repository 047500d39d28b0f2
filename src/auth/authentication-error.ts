const unreachableCodes = new Set([
  'no_network_connectivity',
  'post_request_failed',
  'get_request_failed',
  'network_error',
  'identity_provider_timeout',
])

// The identity provider could not be reached, or could not answer; MSAL's own throttling has no code at all.
const passingCodes = new Set([
  'temporarily_unavailable',
  'server_error',
  'failed_to_parse_response',
  'empty_response',
  '',
  ...unreachableCodes,
])

/**
 * Signing in, renewing or signing out did not work. `code` is stable and the only thing to branch on: an OAuth
 * `error` (RFC 6749 §4.1.2.1, §5.2), an `errorCode` of MSAL, or one of {@link OwnCode}. The message is what the identity
 * provider said: it may name the person, so it is not for logs.
 */
export class AuthenticationError extends Error {
  override readonly name = 'AuthenticationError'
  readonly code: string
  readonly suberror: string
  readonly correlationId: string
  /** True when a person has to act at the identity provider before this can work. */
  readonly needsPerson: boolean
  /** Seconds that the identity provider asks to be left alone. */
  readonly retryAfter: number | undefined
  /** What the sign-in that can mend this has to ask for (OpenID Connect Core 1.0 §5.5). */
  readonly claims: string | undefined

  constructor(code: string, message: string, details: AuthenticationErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.code = code
    this.suberror = details.suberror ?? ''
    this.correlationId = details.correlationId ?? ''
    this.needsPerson = details.needsPerson ?? false
    this.retryAfter = details.retryAfter
    this.claims = details.claims
  }

  /** The same failure of a request for these claims. */
  ofRequestFor(claims: string | undefined): AuthenticationError {
    if (claims === undefined) return this
    const { code, message, suberror, correlationId, needsPerson, retryAfter, cause } = this
    const details = { suberror, correlationId, needsPerson, retryAfter, cause, claims }
    return new AuthenticationError(code, message, details)
  }

  /** True when no answer came, be it that this device has no connection. */
  get isUnreachable(): boolean {
    return unreachableCodes.has(this.code)
  }

  /** True when nobody has to do anything but wait. */
  get isPassing(): boolean {
    return passingCodes.has(this.code)
  }
}

/** Codes for what neither OAuth nor MSAL has a name for. */
export type OwnCode =
  | 'response_refused'
  | 'sign_in_unfinished'
  | 'storage_unavailable'
  | 'other_account'
  | 'id_token_refused'
  | 'identity_provider_timeout'

interface AuthenticationErrorDetails {
  suberror?: string
  correlationId?: string
  needsPerson?: boolean
  retryAfter?: number | undefined
  claims?: string | undefined
  cause?: unknown
}

// A hidden frame that failed or timed out found no session it could use: for the person that is the same as none.
const frameFailures = new Set(['timed_out', 'iframe_closed_prematurely', 'block_iframe_reload'])

/** Makes an {@link AuthenticationError} of whatever MSAL threw. Anything not of MSAL comes back as it is. */
export function toAuthenticationError(error: unknown): unknown {
  if (!isMsalError(error)) return error
  return new AuthenticationError(error.errorCode, error.errorMessage ?? error.message, {
    suberror: error.subError ?? '',
    correlationId: error.correlationId ?? '',
    needsPerson:
      error.name === 'InteractionRequiredAuthError' || frameFailures.has(error.errorCode),
    retryAfter: error.retryAfter,
    // Conditional Access says in its refusal what would satisfy it.
    claims: error.claims || undefined,
    cause: error,
  })
}

// By shape, so that MSAL need not be loaded to look at an error.
interface MsalError extends Error {
  errorCode: string
  errorMessage?: string
  subError?: string
  correlationId?: string
  claims?: string
  /** Of our own network client. */
  retryAfter?: number
}

function isMsalError(error: unknown): error is MsalError {
  return error instanceof Error && 'errorCode' in error && typeof error.errorCode === 'string'
}
