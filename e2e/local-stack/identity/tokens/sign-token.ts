import { SignJWT } from 'jose'
import type { SigningKey } from '../keys/signing-keys.ts'

/** Signs claims as Entra does: RS256, `typ` JWT, `kid` of a published key. */
export function signToken(key: SigningKey, claims: Record<string, unknown>): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: key.kid })
    .sign(key.privateKey)
}
