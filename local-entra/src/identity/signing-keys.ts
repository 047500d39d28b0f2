import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { developmentKeys } from './development-keys.ts'

/** A key that signs tokens, with the certificate that Entra publishes with it. */
export interface SigningKey {
  kid: string
  privateKey: KeyObject
  publicKey: KeyObject
  publicJwk: { n: string; e: string }
  certificate: string
}

export interface SigningKeys {
  /** The key that new tokens are signed with. */
  current(): SigningKey
  /** The keys of tokens in use, and the next one: Entra publishes a key before it signs. */
  published(): SigningKey[]
  /** The next key signs from now on; the one before stays published. */
  rotate(): void
  /** A key that was never published signs from now on, and the others are withdrawn. */
  replace(): void
  reset(): void
}

/**
 * The signing keys. They are fixed: a start makes none, and tokens stay valid across a restart.
 * They are public: no token signed with them may be trusted outside of this machine.
 * @returns the first key signing, and the second one announced
 */
export function createSigningKeys(): SigningKeys {
  const [first, second, emergency] = developmentKeys.map((source) => lazy(() => read(source)))
  if (!first || !second || !emergency) throw new Error('there must be three development keys')
  let published = [first, second]
  let current = first
  const become = (next: typeof published, signing: typeof first) => {
    published = next
    current = signing
  }
  return {
    current: () => current(),
    published: () => published.map((key) => key()),
    rotate: () => become([first, second], current === first ? second : first),
    replace: () => become([emergency], emergency),
    reset: () => become([first, second], first),
  }
}

function read(source: (typeof developmentKeys)[number]): SigningKey {
  const privateKey = createPrivateKey({ key: source.privateKey, format: 'jwk' })
  const publicKey = createPublicKey(privateKey)
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
  const der = Buffer.from(source.certificate, 'base64')
  const kid = createHash('sha1').update(der).digest('base64url')
  return { kid, privateKey, publicKey, publicJwk: { n, e }, certificate: source.certificate }
}

function lazy<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
