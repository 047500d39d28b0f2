import { errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose'

/** What the API trusts. */
export interface AccessTokenPolicy {
  issuer: string
  audience: string
  /** Finds the key that a token names, such as jose's `createRemoteJWKSet`. */
  keys: JWTVerifyGetKey
  now: () => Date
}

/** The identity provider's keys are unavailable, so the API cannot tell good tokens from bad ones. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError'
}

/** ASP.NET's default, which is imitated on purpose. */
const CLOCK_SKEW_SECONDS = 5 * 60

/**
 * Makes the check that every request goes through (RFC 8725): signature by a published key with
 * RS256 and nothing else, issuer, audience, lifetime, and the required claims. The returned
 * function resolves to the claims. It throws jose's errors for a bad token, and
 * {@link KeysUnavailableError} when it has no keys.
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
 * Whether a key set was read but has no key for a token, which is a fault of the token. Everything else that a key set
 * throws is an outage: `JWKSTimeout`, a plain `JOSEError` for a status other than 200 or for invalid JSON, `JWKSInvalid`,
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
