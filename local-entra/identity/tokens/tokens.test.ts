import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import {
  authorizationRequest,
  getTokens,
  MISTY,
  redeemCode,
  refresh,
  signIn,
  SUNNY,
} from '../../testing/protocol-client.ts'
import { withLocalStack } from '../../testing/test-stack.ts'

const local = withLocalStack()
const TENANT = '10ca1000-57ac-4000-a000-00000000000a'
const WEATHER_API = '10ca1000-57ac-4000-c000-000000000001'
const MULTI_TENANT_APP = '10ca1000-57ac-4000-b000-000000000002'
const ROBIN = 'robin.drizzle@partner.example'

const claimsOf = (token: unknown) => decodeJwt(String(token)) as Record<string, unknown>

test('both tokens verify with the published keys and have the header of Entra', async () => {
  const { tokens } = await getTokens(local.stack)
  const { issuer, jwks_uri } = local.stack.appConfig.authorityMetadata
  const keys = createRemoteJWKSet(new URL(jwks_uri))
  for (const name of ['access_token', 'id_token']) {
    const token = String(tokens[name])
    await jwtVerify(token, keys, { issuer, algorithms: ['RS256'] })
    expect(Object.keys(decodeProtectedHeader(token))).toEqual(['typ', 'alg', 'kid'])
    expect(decodeProtectedHeader(token)).toMatchObject({ typ: 'JWT', alg: 'RS256' })
  }
})

test('an access token says who, for whom, what for and through which app', async () => {
  const { tokens, answer } = await getTokens(local.stack)
  const claims = claimsOf(tokens['access_token'])
  expect(claims).toMatchObject({
    aud: WEATHER_API,
    iss: local.stack.appConfig.authorityMetadata.issuer,
    azp: local.stack.appConfig.clientId,
    azpacr: '0',
    name: 'Sunny Day',
    oid: '10ca1000-57ac-4000-d000-000000000001',
    preferred_username: SUNNY,
    scp: 'access_as_user',
    sid: answer.get('session_state'),
    tid: TENANT,
    ver: '2.0',
  })
  expect(claims['uti']).toMatch(/^[\w-]{22}$/)
  expect(claims['sub']).toMatch(/^[\w-]{43}$/)
  for (const name of ['aio', 'rh']) expect(claims[name]).toEqual(expect.any(String))
  for (const name of ['appid', 'unique_name', 'amr', 'nonce', 'roles', 'idp', 'xms_cc', 'acrs']) {
    expect(claims).not.toHaveProperty(name)
  }
})

test('an ID token is for the app, with the nonce of the request', async () => {
  const { tokens, sent } = await getTokens(local.stack)
  const claims = claimsOf(tokens['id_token'])
  expect(claims).toMatchObject({
    aud: local.stack.appConfig.clientId,
    nonce: sent.nonce,
    oid: '10ca1000-57ac-4000-d000-000000000001',
    preferred_username: SUNNY,
    tid: TENANT,
    ver: '2.0',
  })
  for (const name of ['login_hint', 'email', 'scp', 'azp']) expect(claims).not.toHaveProperty(name)
})

test('what an ID token tells of a person depends on the scopes', async () => {
  const openid = await getTokens(local.stack, SUNNY, { scope: 'openid' })
  expect(claimsOf(openid.tokens['id_token'])).not.toHaveProperty('name')
  const email = await getTokens(local.stack, SUNNY, { scope: 'openid email' })
  expect(claimsOf(email.tokens['id_token'])['email']).toBe(SUNNY)
})

test('tokens are dated back by 300 seconds, and last 60 to 90 minutes', async () => {
  const { tokens } = await getTokens(local.stack)
  const { iat = 0, nbf = 0, exp = 0 } = decodeJwt(String(tokens['access_token']))
  expect(nbf).toBe(iat)
  expect(Math.abs(Date.now() / 1000 - 300 - iat)).toBeLessThan(5)
  expect(exp - iat - 300).toBe(Number(tokens['expires_in']) + 1)
  expect(exp - iat - 300).toBeGreaterThanOrEqual(3600)
  expect(exp - iat - 300).toBeLessThan(5400)
})

test('the subject differs from app to app and from person to person', async () => {
  const subjects = new Set<unknown>()
  for (const account of [SUNNY, MISTY]) {
    for (const client_id of [local.stack.appConfig.clientId, MULTI_TENANT_APP]) {
      const { tokens } = await getTokens(local.stack, account, { client_id })
      subjects.add(claimsOf(tokens['id_token'])['sub'])
      subjects.add(claimsOf(tokens['access_token'])['sub'])
    }
  }
  expect(subjects.size).toBe(6)
})

test('roles are in the tokens of whom they are assigned to', async () => {
  const { tokens } = await getTokens(local.stack, MISTY)
  expect(claimsOf(tokens['access_token'])['roles']).toEqual(['Forecast.Editor'])
})

const NAMES = ['preferred_username', 'name']
const V1_SCOPE = 'openid profile email api://10ca1000-57ac-4000-c000-000000000002/access_as_user'

test('an account with a phone number can have tokens without user name and name', async () => {
  const { tokens } = await getTokens(local.stack, '+44 20 7946 0958')
  for (const token of [tokens['id_token'], tokens['access_token']]) {
    for (const name of NAMES) expect(claimsOf(token)).not.toHaveProperty(name)
    expect(claimsOf(token)['oid']).toBe('10ca1000-57ac-4000-d000-00000000000c')
  }
  const refreshed = await refresh(local.stack, tokens['refresh_token'])
  for (const name of NAMES) expect(claimsOf(refreshed.body['id_token'])).not.toHaveProperty(name)
})

const people: [string, Record<string, string | null>][] = [
  ['no user name', { preferred_username: null }],
  ['no name', { name: null }],
  ['an e-mail address of elsewhere', { preferred_username: 'robin@mail.example', idp: 'mail' }],
  ['a name of the tenant', { preferred_username: 'robin_mail.example#EXT#@weather.example' }],
  ['odd names', { name: 'Müller, Anna (EXT)', idp: 'live.com' }],
  ['no identity provider', { idp: null, email: null }],
]

test.each(people)('tokens of a guest can have %s', async (_, claims) => {
  local.stack.control.changeAccount(ROBIN, { claims })
  const { tokens } = await getTokens(local.stack, ROBIN, { scope: V1_SCOPE })
  const usual = {
    preferred_username: ROBIN,
    name: 'Robin Drizzle',
    email: ROBIN,
    idp: 'https://sts.windows.net/10ca1000-57ac-4000-a000-00000000000b/',
  }
  const expected = Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== null)
  const said = claimsOf(tokens['id_token'])
  const found = Object.keys(usual).flatMap((name) => (name in said ? [[name, said[name]]] : []))
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected))
  const version1 = claimsOf(tokens['access_token'])
  expect(version1['unique_name']).toBe(said['preferred_username'])
  expect(version1['name']).toBe(said['name'])
  expect(version1).not.toHaveProperty('upn')
})

test('an overridden claim still needs its scope', async () => {
  local.stack.control.changeAccount(SUNNY, {
    claims: { name: 'Sunny (Guest)', email: 'a@b.example' },
  })
  const { tokens } = await getTokens(local.stack, SUNNY, { scope: 'openid' })
  for (const name of [...NAMES, 'email']) {
    expect(claimsOf(tokens['id_token'])).not.toHaveProperty(name)
  }
})

test('a guest has an object id of this tenant and names the home tenant as idp', async () => {
  const { tokens } = await getTokens(local.stack, ROBIN)
  expect(claimsOf(tokens['id_token'])).toMatchObject({
    idp: 'https://sts.windows.net/10ca1000-57ac-4000-a000-00000000000b/',
    oid: '10ca1000-57ac-4000-d000-000000000004',
    tid: TENANT,
  })
  const info: unknown = JSON.parse(
    Buffer.from(String(tokens['client_info']), 'base64url').toString(),
  )
  expect(info).toEqual({
    uid: '10ca1000-57ac-4000-d000-000000000003',
    utid: '10ca1000-57ac-4000-a000-00000000000b',
  })
})

test('through /common a person signs in to the own tenant', async () => {
  const { stack } = local
  const signedIn = await signInThroughCommon(ROBIN)
  const { body } = await redeemCode(stack, signedIn, { client_id: MULTI_TENANT_APP })
  const claims = claimsOf(body['id_token'])
  expect(claims).not.toHaveProperty('idp')
  expect(claims).toMatchObject({
    tid: '10ca1000-57ac-4000-a000-00000000000b',
    iss: `${stack.identity.origin}/10ca1000-57ac-4000-a000-00000000000b/v2.0`,
    oid: '10ca1000-57ac-4000-d000-000000000003',
  })
})

async function signInThroughCommon(account: string) {
  const { stack } = local
  const metadata = stack.appConfig.authorityMetadata
  const endpoint = metadata.authorization_endpoint.replace(TENANT, 'common')
  const common = {
    ...stack,
    appConfig: {
      ...stack.appConfig,
      authorityMetadata: { ...metadata, authorization_endpoint: endpoint },
    },
  }
  expect(authorizationRequest(common).url).toContain('/common/')
  return signIn(common, account, { client_id: MULTI_TENANT_APP })
}

test('a refreshed ID token has no nonce', async () => {
  const { tokens } = await getTokens(local.stack)
  const { body } = await refresh(local.stack, tokens['refresh_token'])
  expect(claimsOf(body['id_token'])).not.toHaveProperty('nonce')
})

test('a graph token opens the userinfo endpoint, and a token for the API does not', async () => {
  const endpoint = local.stack.appConfig.authorityMetadata.token_endpoint.replace(
    'oauth2/v2.0/token',
    'openid/userinfo',
  )
  const ask = (token: unknown) =>
    fetch(endpoint, { headers: { authorization: `Bearer ${String(token)}` } })
  const graph = await getTokens(local.stack, SUNNY, { scope: 'openid profile' })
  const answer = (await (await ask(graph.tokens['access_token'])).json()) as object
  expect(answer).toMatchObject({ name: 'Sunny Day', email: SUNNY })
  const api = await getTokens(local.stack)
  expect((await ask(api.tokens['access_token'])).status).toBe(401)
})
