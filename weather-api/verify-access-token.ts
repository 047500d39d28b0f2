import { errors, type JWTPayload, jwtVerify } from 'jose'
import type { Clock } from '../local-entra/clock.ts'
import type { ApiDemands } from './api-demands.ts'
import { createSigningKeyCache } from './signing-key-cache.ts'

/** What the API trusts. */
export interface AccessTokenPolicy {
  issuer: string
  audience: string
  jwksUri: string
  clock: Clock
}

/** ASP.NET's default, which is imitated on purpose. */
const CLOCK_SKEW_SECONDS = 5 * 60

/**
 * Makes the check that every request goes through (RFC 8725): signature by a published key with
 * RS256 and nothing else, issuer, audience, lifetime, and the claims that must be there. The
 * function that comes back returns the claims and throws jose's errors.
 */
export function createAccessTokenVerifier(
  { issuer, audience, jwksUri, clock }: AccessTokenPolicy,
  { expired }: Pick<ApiDemands, 'expired'>,
): (accessToken: string) => Promise<JWTPayload> {
  const findKey = createSigningKeyCache(jwksUri, clock)
  return async (accessToken) => {
    const { payload } = await jwtVerify(accessToken, findKey, {
      algorithms: ['RS256'],
      issuer,
      audience,
      requiredClaims: ['exp', 'tid', 'sub'],
      clockTolerance: CLOCK_SKEW_SECONDS,
      currentDate: new Date(clock.now() * 1000),
    })
    if (expired.has(String(payload['uti']))) {
      const exp = clock.now() - CLOCK_SKEW_SECONDS
      throw new errors.JWTExpired('treated as expired', { ...payload, exp })
    }
    return payload
  }
}
