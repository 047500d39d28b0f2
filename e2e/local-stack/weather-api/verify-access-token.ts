import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose'
import type { Clock } from '../clock.ts'

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
export function createAccessTokenVerifier({
  issuer,
  audience,
  jwksUri,
  clock,
}: AccessTokenPolicy): (accessToken: string) => Promise<JWTPayload> {
  // An unknown key id asks for the keys again, but not more often than every 30 seconds.
  const keys = createRemoteJWKSet(new URL(jwksUri), { cooldownDuration: 30_000 })
  return async (accessToken) => {
    const { payload } = await jwtVerify(accessToken, keys, {
      algorithms: ['RS256'],
      issuer,
      audience,
      requiredClaims: ['exp', 'tid', 'sub'],
      clockTolerance: CLOCK_SKEW_SECONDS,
      currentDate: new Date(clock.now() * 1000),
    })
    return payload
  }
}
