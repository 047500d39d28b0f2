import type { SigningKeys } from '../keys/signing-keys.ts'

/**
 * The keys document, as Entra's: `x5t` and `kid` are the SHA-1 of the certificate, there is no
 * `alg`, and each key names its issuer.
 */
export function keysDocument(keys: SigningKeys, issuer: string): object {
  return {
    keys: keys.published().map(({ kid, publicJwk, certificate }) => ({
      kty: 'RSA',
      use: 'sig',
      kid,
      x5t: kid,
      n: publicJwk.n,
      e: publicJwk.e,
      x5c: [certificate],
      issuer,
    })),
  }
}
