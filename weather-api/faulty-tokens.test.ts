import { createHmac, generateKeyPairSync } from 'node:crypto'
import { decodeProtectedHeader, type JWTHeaderParameters, UnsecuredJWT } from 'jose'
import { expect, test } from 'vitest'
import { withTestService } from './testing/test-service.ts'

const api = withTestService()
const attacker = generateKeyPairSync('rsa', { modulusLength: 2048 })

test('a valid token is accepted', async () => {
  expect(await api.status(await api.authority.sign())).toBe(200)
})

test.each(['exp', 'tid', 'sub', 'iss', 'aud'])(
  'a token without %s is refused',
  { tags: 'promise', meta: { requirement: 'RFC 9068 §4; ASVS 10.3.1, 10.3.3' } },
  async (name) => {
    expect(await api.status(await api.authority.sign({ [name]: undefined }))).toBe(401)
  },
)

test.each([
  ['an array of audiences without this API', { aud: ['somebody', 'else'] }],
  ['another tenant as issuer', { iss: 'http://localhost/10ca1000/v2.0' }],
  ['an expiry that is a string', { exp: 'tomorrow' }],
  ['an expiry in the past', { exp: 1 }],
  ['a start in the future', { nbf: 2_200_000_000 }],
])('a token with %s is refused', async (_, change) => {
  expect(await api.status(await api.authority.sign(change))).toBe(401)
})

test.each([
  ['a longer name', { scp: 'access_as_user2' }, 403],
  ['a shorter name', { scp: 'access_as' }, 403],
  ['another case', { scp: 'Access_As_User' }, 403],
  ['an array', { scp: ['access_as_user'] }, 403],
  ['other scopes besides it', { scp: 'read access_as_user write' }, 200],
])(
  'the scope has to match exactly: a claim with %s',
  { tags: 'promise', meta: { requirement: 'RFC 6750 §3.1; ASVS 10.3.2' } },
  async (_, change, expected) => {
    expect(await api.status(await api.authority.sign(change))).toBe(expected)
  },
)

test(
  'a token of an app gets 403, and a token without scopes and roles gets 401',
  { tags: 'promise', meta: { requirement: 'RFC 6750 §3.1; ASVS 10.3.2' } },
  async () => {
    const app = { scp: undefined, roles: ['Forecast.Editor'] }
    expect(await api.status(await api.authority.sign(app))).toBe(403)
    expect(await api.status(await api.authority.sign({ scp: undefined }))).toBe(401)
  },
)

test(
  'an unsigned token is refused',
  { tags: 'promise', meta: { requirement: 'RFC 8725 §3.1, §3.10' } },
  async () => {
    expect(await api.status(new UnsecuredJWT(api.authority.claims()).encode())).toBe(401)
  },
)

test(
  'an HMAC token with the public key as secret is refused',
  { tags: 'promise', meta: { requirement: 'RFC 8725 §3.1, §3.10' } },
  async () => {
    const { kid } = decodeProtectedHeader(await api.authority.sign())
    const input = [{ alg: 'HS256', typ: 'JWT', kid }, api.authority.claims()]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    const publicKey = api.authority.publicKey()
    for (const secret of [
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(publicKey.export({ format: 'jwk' })),
    ]) {
      const signature = createHmac('sha256', secret).update(input).digest('base64url')
      expect(await api.status(`${input}.${signature}`)).toBe(401)
    }
  },
)

test.each(['PS256', 'RS384', 'RS512'])(
  'a token signed with the right key but %s instead of RS256 is refused',
  { tags: 'promise', meta: { requirement: 'RFC 8725 §3.1, §3.10' } },
  async (alg) => {
    expect(await api.status(await api.authority.sign({}, { alg }))).toBe(401)
  },
)

test(
  'a key from the header of the token is not trusted',
  { tags: 'promise', meta: { requirement: 'RFC 8725 §3.1, §3.10' } },
  async () => {
    const jwk = attacker.publicKey.export({ format: 'jwk' })
    const headers: Partial<JWTHeaderParameters>[] = [
      {},
      { jwk },
      { jku: 'http://localhost:1/keys' },
      { x5u: 'http://localhost:1/certificate' },
      { kid: 'attacker', jwk },
      { alg: 'PS256' },
    ]
    for (const header of headers) {
      expect(await api.status(await api.authority.sign({}, header, attacker.privateKey))).toBe(401)
    }
  },
)

test('a token with an unknown critical header parameter is refused', async () => {
  const token = await api.authority.sign()
  const [, payload = '', signature = ''] = token.split('.')
  const header = { ...decodeProtectedHeader(token), crit: ['exotic'], exotic: true }
  const encoded = Buffer.from(JSON.stringify(header)).toString('base64url')
  expect(await api.status(`${encoded}.${payload}.${signature}`)).toBe(401)
})

test('a token with any changed character is refused', async () => {
  const token = await api.authority.sign()
  for (let position = 0; position < token.length - 2; position += 37) {
    const letter = token[position] === 'A' ? 'B' : 'A'
    const faulty = token.slice(0, position) + letter + token.slice(position + 1)
    expect(await api.status(faulty), `letter ${position}`).toBe(401)
  }
})
