import { ApiError, type ApiDescription } from '../api/api-error.ts'
import { AuthenticationError } from '../auth/errors.ts'

/**
 * Takes an {@link ApiError} apart.
 * @returns the error of the request with its API; any other error unchanged
 */
export function unwrap(error: unknown): { cause: unknown; api: ApiDescription | undefined } {
  return error instanceof ApiError
    ? { cause: error.cause, api: error.api }
    : { cause: error, api: undefined }
}

/**
 * The API that an error is about: the one that failed, or the one that a token was requested for, or else the first one,
 * whose scope a sign-in requests.
 */
export function apiOf(error: unknown, apis: readonly ApiDescription[]): ApiDescription | undefined {
  const { cause, api } = unwrap(error)
  const requested = scopesOf(cause)
  return (
    api ?? apis.find(({ scopes }) => scopes.some((scope) => requested.includes(scope))) ?? apis[0]
  )
}

function scopesOf(cause: unknown): readonly string[] {
  return (cause instanceof AuthenticationError && cause.scopes) || []
}

/**
 * The scopes and claims that a sign-in must request to fix a failure. A sign-in that is not about the scopes of an API asks
 * for no permission.
 */
export function requestFor(
  error: unknown,
  action: 'sign-in' | 'give-consent',
): { scopes?: readonly string[] | undefined; claims?: string | undefined } {
  if (error instanceof ApiError) return { scopes: error.api.scopes, claims: error.claims }
  if (!(error instanceof AuthenticationError)) return {}
  const { scopes, claims, isAboutScopes } = error
  return action === 'give-consent' || isAboutScopes ? { scopes, claims } : {}
}

const seen = new WeakMap<object, number>()

/** The time of the first call for this error, in milliseconds since 1970. */
export function firstSeen(error: unknown): number {
  if (typeof error !== 'object' || error === null) return Date.now()
  const time = seen.get(error) ?? Date.now()
  seen.set(error, time)
  return time
}
