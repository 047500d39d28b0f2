import type { Config } from '../config/config.ts'
import { issuersOf, isTenantOf } from './issuer.ts'

/** What of an ID token is checked. */
export interface IdTokenClaims {
  aud?: unknown
  iss?: unknown
  tid?: unknown
  exp?: unknown
}

/**
 * Checks what MSAL leaves unchecked in the ID token of a sign-in (it checks `nonce`).
 * The token came straight from the token endpoint over TLS, so that its signature need not be checked here
 * (OpenID Connect Core 1.0 §3.1.3.7, point 6).
 * @param now the time in seconds since 1970 by a clock to be trusted
 * @returns the first claim that does not fit, or undefined when all do
 */
export function findWrongClaim(
  claims: IdTokenClaims,
  config: Config,
  now: number,
): string | undefined {
  const { aud, iss, tid, exp } = claims
  if (aud !== config.clientId) return 'aud'
  if (typeof tid !== 'string' || !isTenantOf(config.authority, tid)) return 'tid'
  if (typeof iss !== 'string' || !issuersOf(config, tid).includes(iss)) return 'iss'
  if (!isStillValid(exp, now)) return 'exp'
  return undefined
}

/** Whether an ID token has not expired, with the five minutes that clocks may differ by. */
export function isStillValid(exp: unknown, now: number): boolean {
  return typeof exp === 'number' && exp + 300 > now
}
