import { errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose'

/** What the API trusts. */
export interface AccessTokenPolicy {
  issuer: string
  audience: string
  /** Finds the key of a token, such as jose's `createRemoteJWKSet`. */
  keys: JWTVerifyGetKey
  now: () => Date
}

/** The identity provider's keys are unavailable, so the API cannot verify tokens. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError'
}

/** ASP.NET's default. */
const CLOCK_SKEW_SECONDS = 5 * 60

/**
 * Creates the token verification (RFC 8725): signature with a published key and RS256 only, issuer, audience, lifetime, and
 * required claims. The returned function resolves to the claims. It throws jose's errors for an invalid token, and
 * {@link KeysUnavailableError} without keys.
 */
export function createAccessTokenVerifier({
  issuer,
  audience,
  keys,
  now,
}: AccessTokenPolicy): (accessToken: string) => Promise<JWTPayload> {
  const findKey = separatingOutages(keys)
  return async (accessToken) => {
    const { payload } = await jwtVerify(accessToken, findKey, {
      algorithms: ['RS256'],
      issuer,
      audience,
      requiredClaims: ['exp', 'tid', 'sub'],
      clockTolerance: CLOCK_SKEW_SECONDS,
      currentDate: now(),
    })
    return payload
  }
}

/**
 * Whether the key set was read but has no key for the token, which makes the token invalid. All other errors of a key set
 * are outages: `JWKSTimeout`, a plain `JOSEError` for a status other than 200 or for invalid JSON, `JWKSInvalid`,
 * and the `TypeError` of `fetch`.
 */
export function hasNoKey(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys
  )
}

function separatingOutages(keys: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await keys(header, token)
    } catch (error) {
      if (hasNoKey(error)) throw error
      throw new KeysUnavailableError('the signing keys are unavailable', { cause: error })
    }
  }
}
