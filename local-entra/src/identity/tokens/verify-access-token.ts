import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose'
import { authorityOf, tenantEndpoints } from '../endpoints.ts'
import type { IdentityState } from '../state.ts'
import { stsIssuer } from './token-subject.ts'

/**
 * Verifies an access token that this identity provider has issued: its key, issuer, audience and time.
 * @param audience any of which the token may be for
 * @returns its claims
 * @throws {errors.JOSEError}
 */
export async function verifyAccessToken(
  { keys, clock, origin, registry }: IdentityState,
  token: string,
  audience: string[],
): Promise<JWTPayload> {
  const { kid, tid } = read(token)
  const key = keys.published().find((candidate) => candidate.kid === kid)
  const tenant = registry.tenant(String(tid))
  if (!key || !tenant) throw new errors.JWKSNoMatchingKey()
  const { payload } = await jwtVerify(token, key.publicKey, {
    algorithms: ['RS256'],
    issuer: [tenantEndpoints(origin, authorityOf(tenant)).issuer, stsIssuer(tenant.id)],
    audience,
    currentDate: new Date(clock.now() * 1000),
  })
  return payload
}

function read(token: string) {
  try {
    return { ...decodeProtectedHeader(token), ...decodeJwt(token) }
  } catch (error) {
    // What is no JWT at all is a TypeError.
    throw new errors.JWTInvalid('not a JWT', { cause: error })
  }
}
