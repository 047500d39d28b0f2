import { exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose'
import { KeyObject } from 'node:crypto'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Certificate } from '../../command-line/testing/certificates.ts'

export type Claims = Record<string, unknown>

/** An authority that publishes keys and signs any token, for tests of the standalone API. */
export interface AuthorityDouble {
  authority: string
  issuer: string
  /** The current signing key. */
  publicKey: () => KeyObject
  /** Claims of a valid access token, with changes; `undefined` removes a claim. */
  claims: (changes?: Claims) => Claims
  /** Signs an access token with these claims. Header and key are valid by default. */
  sign: (
    changes?: Claims,
    header?: Partial<JWTHeaderParameters>,
    key?: KeyObject,
  ) => Promise<string>
  /** How many times the keys were fetched. */
  keyRequests: () => number
  /** Makes it return 503 for every request. */
  setDown: (isDown: boolean) => void
  /** Replaces the body of the keys; undefined restores the keys. */
  setKeysBody: (body: string | undefined) => void
  /** Signs with the next key, which is already published. */
  rotateKey: () => void
  /** Signs with an unannounced key, and withdraws the others. */
  replaceKeys: () => void
  /** Holds requests for the keys: `asked` resolves at the first one, `release` answers all. */
  holdKeys: () => { asked: Promise<void>; release: () => void }
  close: () => void
}

/** Of the tokens of version 1, whose metadata are not below `/v2.0`. */
export const VERSION_1_ISSUER = 'https://sts.windows.net/tenant/'
export const audience = '22222222-3333-4444-5555-666666666666'

/** @param certificate for localhost; plain http without one */
export async function startAuthorityDouble(certificate?: Certificate): Promise<AuthorityDouble> {
  const keys = await createKeys()
  let isDown = false
  let body: string | undefined
  let keyRequests = 0
  let hold: ((response: ServerResponse) => void) | undefined
  const sendKeys = (response: ServerResponse) =>
    sendJson(response, body ?? JSON.stringify({ keys: keys.published() }))
  const listener: RequestListener = (request, response) => {
    if (request.url?.endsWith('/keys')) keyRequests += 1
    if (isDown) return response.writeHead(503).end()
    if (request.url?.endsWith('/openid-configuration')) {
      const isVersion2 = request.url.includes('/v2.0/')
      return sendJson(
        response,
        JSON.stringify({
          issuer: isVersion2 ? issuer : VERSION_1_ISSUER,
          jwks_uri: `${authority}/keys`,
        }),
      )
    }
    return hold ? hold(response) : sendKeys(response)
  }
  const server = certificate ? createTlsServer(certificate, listener) : createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = certificate ? 'https://localhost' : 'http://127.0.0.1'
  const authority = `${address}:${(server.address() as AddressInfo).port}/tenant`
  const issuer = `${authority}/v2.0`
  const claims = (changes: Claims = {}) => {
    const now = Math.floor(Date.now() / 1000)
    const times = { iat: now, nbf: now, exp: now + 3600 }
    const person = { ver: '2.0', tid: 'tenant', sub: 'ada', name: 'Ada Sample' }
    return { iss: issuer, aud: audience, ...person, scp: 'access_as_user', ...times, ...changes }
  }
  return {
    authority,
    issuer,
    publicKey: () => keys.signing().publicKey,
    claims,
    sign: (changes, header, key = keys.signing().privateKey) =>
      new SignJWT(claims(changes))
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keys.signing().kid, ...header })
        .sign(key),
    keyRequests: () => keyRequests,
    setDown: (value) => {
      isDown = value
    },
    setKeysBody: (value) => {
      body = value
    },
    rotateKey: keys.rotate,
    replaceKeys: keys.replace,
    holdKeys: () => {
      const waiting: ServerResponse[] = []
      const release = () => {
        for (const response of waiting) sendKeys(response)
        hold = undefined
      }
      const asked = new Promise<void>((resolve) => {
        hold = (response) => {
          waiting.push(response)
          resolve()
        }
      })
      return { asked, release }
    },
    close: () => server.close(),
  }
}

/** Generating RSA keys is slow, so all authorities of a process share them. */
let sharedKeys: Promise<[SigningKey, SigningKey, SigningKey]> | undefined

async function createKeys() {
  sharedKeys ??= Promise.all([makeKey('first'), makeKey('next'), makeKey('unannounced')])
  const [first, next, unannounced] = await sharedKeys
  let published = [first, next]
  let signing = first
  return {
    published: () => published.map(({ jwk }) => jwk),
    signing: () => signing,
    rotate: () => {
      signing = next
    },
    replace: () => {
      published = [unannounced]
      signing = unannounced
    },
  }
}

type SigningKey = Awaited<ReturnType<typeof makeKey>>

async function makeKey(kid: string) {
  const pair = await generateKeyPair('RS256')
  return {
    kid,
    jwk: { ...(await exportJWK(pair.publicKey)), kid, use: 'sig' },
    publicKey: KeyObject.from(pair.publicKey),
    privateKey: KeyObject.from(pair.privateKey),
  }
}

function sendJson(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(body)
}
