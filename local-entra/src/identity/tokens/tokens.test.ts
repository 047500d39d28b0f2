import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { getTokens, refresh, SUNNY } from '../../testing/protocol-client.ts'
import { withLocalEntra } from '../../testing/with-local-entra.ts'

const local = withLocalEntra()
const WEATHER_API = '10ca1000-57ac-4000-c000-000000000001'
const ROBIN = 'robin.drizzle@partner.example'
const V1_SCOPE = 'openid profile email api://10ca1000-57ac-4000-c000-000000000002/access_as_user'

const claimsOf = (token: unknown) => decodeJwt(String(token)) as Record<string, unknown>

const guests: [string, Record<string, string | null>][] = [
  ['no user name', { preferred_username: null }],
  ['no name', { name: null }],
  [
    'an e-mail address of another domain',
    { preferred_username: 'robin@mail.example', idp: 'mail' },
  ],
  ['a name of the tenant', { preferred_username: 'robin_mail.example#EXT#@weather.example' }],
  ['odd names', { name: 'Müller, Anna (EXT)', idp: 'live.com' }],
  ['no identity provider', { idp: null, email: null }],
]

test.each(guests)('tokens of a guest can have %s', async (_, claims) => {
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
  for (const name of ['preferred_username', 'name', 'email']) {
    expect(claimsOf(tokens['id_token'])).not.toHaveProperty(name)
  }
})

test('a refreshed ID token has no nonce', async () => {
  const { tokens } = await getTokens(local.stack)
  const { body } = await refresh(local.stack, tokens['refresh_token'])
  expect(claimsOf(body['id_token'])).not.toHaveProperty('nonce')
})

test('.default requests every scope of the API that a user can consent to', async () => {
  const scope = `api://${WEATHER_API}/.default`
  const { tokens } = await getTokens(local.stack, SUNNY, { scope })
  expect(claimsOf(tokens['access_token'])['scp']).toBe('access_as_user')
  expect(tokens['scope']).toBe(`api://${WEATHER_API}/access_as_user`)
})

test('the lifetime of access tokens can be set', async () => {
  local.stack.control.setAccessTokenLifetime(400)
  const { tokens } = await getTokens(local.stack)
  expect(tokens['expires_in']).toBe(399)
})

test('the canary is in every token', async () => {
  local.stack.control.plantCanary('canary-4711')
  const { tokens } = await getTokens(local.stack)
  expect(claimsOf(tokens['id_token'])['canary']).toBe('canary-4711')
  expect(claimsOf(tokens['access_token'])['canary']).toBe('canary-4711')
})
