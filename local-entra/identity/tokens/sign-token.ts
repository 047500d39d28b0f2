import { SignJWT } from 'jose'
import type { SigningKey } from '../keys/signing-keys.ts'
import type { TokenFaults } from '../../faults/answer-faults.ts'

/** Signs claims as Entra does: RS256, `typ` JWT, `kid` of a published key; version 1 has `x5t`, too. */
export async function signToken(
  { key: { kid, privateKey }, version }: { key: SigningKey; version: 1 | 2 },
  claims: Record<string, unknown>,
  faults: TokenFaults,
): Promise<string> {
  const token = await new SignJWT({ ...claims, ...faults.claims })
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', ...(version === 1 ? { x5t: kid } : {}), kid })
    .sign(privateKey)
  return faults.breakSignature ? withAnotherSignature(token) : token
}

function withAnotherSignature(token: string): string {
  const [header = '', payload = ''] = token.split('.')
  return `${header}.${payload}.${Buffer.alloc(256, 'no').toString('base64url')}`
}
