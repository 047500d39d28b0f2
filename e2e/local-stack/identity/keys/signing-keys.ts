import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { developmentKeys } from './development-keys.ts'

/** A key that signs tokens, with the certificate that Entra publishes beside it. */
export interface SigningKey {
  kid: string
  privateKey: KeyObject
  publicJwk: { n: string; e: string }
  certificate: string
}

export interface SigningKeys {
  /** The key that new tokens are signed with. */
  current(): SigningKey
  /** All keys that tokens in use may be signed with, as the keys document lists them. */
  published(): SigningKey[]
}

/**
 * The signing keys of the local identity provider. They are fixed, so that it starts at once and
 * a restart does not end anybody's session; they are public, so that nobody may trust them.
 */
export function createSigningKeys(): SigningKeys {
  const first = readSigningKey(developmentKeys[0])
  return { current: () => first, published: () => [first] }
}

function readSigningKey(source: (typeof developmentKeys)[number] | undefined): SigningKey {
  if (!source) throw new Error('there is no development key')
  const privateKey = createPrivateKey({ key: source.privateKey, format: 'jwk' })
  const { n = '', e = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  const kid = createHash('sha1')
    .update(Buffer.from(source.certificate, 'base64'))
    .digest('base64url')
  return { kid, privateKey, publicJwk: { n, e }, certificate: source.certificate }
}
