import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose'
import { expect, test } from 'vitest'
import { developmentKeys } from '../local-entra/identity/keys/development-keys.ts'
import { createSigningKeys } from '../local-entra/identity/keys/signing-keys.ts'
import { getTokens, readWeather } from '../local-entra/testing/protocol-client.ts'
import { withLocalStack } from '../local-entra/testing/test-stack.ts'

const local = withLocalStack()
const signing = createSigningKeys().current()
const attacker = generateKeyPairSync('rsa', { modulusLength: 2048 })

type Claims = Record<string, unknown>

async function goodClaims(): Promise<Claims> {
  const { tokens } = await getTokens(local.stack)
  return decodeJwt(String(tokens['access_token']))
}

const sign = (claims: Claims, header: Claims = {}, key: KeyObject = signing.privateKey) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: signing.kid, ...header })
    .sign(key)

const status = async (token: string) => (await readWeather(local.stack, token)).status

const without = (claims: Claims, name: string) =>
  Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name))

test('the way in which the mutants are signed is good in itself', async () => {
  expect(await status(await sign(await goodClaims()))).toBe(200)
})

test.each(['exp', 'tid', 'sub', 'iss', 'aud'])('a token without %s is refused', async (name) => {
  expect(await status(await sign(without(await goodClaims(), name)))).toBe(401)
})

test.each([
  ['a list of audiences without this API', { aud: ['somebody', 'else'] }],
  ['another tenant as issuer', { iss: 'http://localhost/10ca1000/v2.0' }],
  ['an expiry in words', { exp: 'tomorrow' }],
  ['an expiry long ago', { exp: 1 }],
  ['a beginning in ten years', { nbf: 2_200_000_000 }],
])('a token with %s is refused', async (_, change) => {
  expect(await status(await sign({ ...(await goodClaims()), ...change }))).toBe(401)
})

test.each([
  ['a longer word', { scp: 'access_as_user2' }, 403],
  ['a shorter word', { scp: 'access_as' }, 403],
  ['another case', { scp: 'Access_As_User' }, 403],
  ['a list', { scp: ['access_as_user'] }, 403],
  ['several words with it', { scp: 'read access_as_user write' }, 200],
])('a scope claim with %s', async (_, change, expected) => {
  expect(await status(await sign({ ...(await goodClaims()), ...change }))).toBe(expected)
})

test('a token of an app is 403, and one that is for nobody is 401', async () => {
  const claims = without(await goodClaims(), 'scp')
  expect(await status(await sign({ ...claims, roles: ['Forecast.Editor'] }))).toBe(403)
  expect(await status(await sign(without(claims, 'roles')))).toBe(401)
})

test('an unsigned token is refused', async () => {
  const claims = await goodClaims()
  expect(await status(new UnsecuredJWT(claims).encode())).toBe(401)
})

test('a token that is "signed" with the public key as an HMAC secret is refused', async () => {
  const header = { alg: 'HS256', typ: 'JWT', kid: signing.kid }
  const input = [header, await goodClaims()]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  for (const secret of [
    signing.publicKey.export({ type: 'spki', format: 'pem' }),
    JSON.stringify(signing.publicJwk),
    developmentKeys[0]?.certificate ?? '',
  ]) {
    const signature = createHmac('sha256', secret).update(input).digest('base64url')
    expect(await status(`${input}.${signature}`)).toBe(401)
  }
})

test.each(['PS256', 'RS384', 'RS512'])(
  'a token that the right key has signed by %s is refused: one algorithm is enough (RFC 8725 §3.1)',
  async (alg) => {
    expect(await status(await sign(await goodClaims(), { alg }))).toBe(401)
  },
)

test('a key that the token brings along is not trusted', async () => {
  const claims = await goodClaims()
  const jwk = attacker.publicKey.export({ format: 'jwk' })
  const headers: Claims[] = [
    {},
    { jwk },
    { jku: 'http://localhost:1/keys' },
    { x5u: 'http://localhost:1/certificate' },
    { kid: 'attacker', jwk },
    { alg: 'PS256' },
  ]
  for (const header of headers) {
    expect(await status(await sign(claims, header, attacker.privateKey))).toBe(401)
  }
})

test('a header that says something critical which nobody knows is refused', async () => {
  const token = await sign(await goodClaims())
  const [, payload = '', signature = ''] = token.split('.')
  const header = { ...decodeProtectedHeader(token), crit: ['exotic'], exotic: true }
  const encoded = Buffer.from(JSON.stringify(header)).toString('base64url')
  expect(await status(`${encoded}.${payload}.${signature}`)).toBe(401)
})

test('a token with a changed letter is refused, wherever it is changed', async () => {
  const { tokens } = await getTokens(local.stack)
  const token = String(tokens['access_token'])
  for (let position = 0; position < token.length - 2; position += 37) {
    const letter = token[position] === 'A' ? 'B' : 'A'
    const mutant = token.slice(0, position) + letter + token.slice(position + 1)
    expect(await status(mutant), `letter ${position}`).toBe(401)
  }
})
