import type { Config } from '../config/config.ts'
import { isIssuer, isTenantOf } from '../config/issuer.ts'

/** The claims that {@link findWrongClaim} checks, still unvalidated. */
export interface IdTokenClaims {
  aud?: unknown
  iss?: unknown
  tid?: unknown
  exp?: unknown
}

/**
 * Checks the claims of an ID token that MSAL does not check; MSAL checks `nonce`. The signature need not be checked: the
 * token came directly from the token endpoint over TLS (OpenID Connect Core 1.0 §3.1.3.7, point 6).
 * @param now seconds since 1970
 * @returns the name of the first wrong claim; undefined when there is none
 */
export function findWrongClaim(
  claims: IdTokenClaims,
  config: Config,
  now: number,
): string | undefined {
  const { aud, iss, tid, exp } = claims
  if (aud !== config.clientId) return 'aud'
  if (typeof tid !== 'string' || !isTenantOf(config.authority, tid)) return 'tid'
  if (typeof iss !== 'string' || !isIssuer(config, iss, tid)) return 'iss'
  if (!isStillValid(exp, now)) return 'exp'
  return undefined
}

/** Whether an ID token has not expired. Clocks may differ by five minutes. */
function isStillValid(exp: unknown, now: number): boolean {
  return typeof exp === 'number' && exp + 300 > now
}
