import { decodeJwt, decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { getTokens, SUNNY } from '../../testing/protocol-client.ts'
import { withLocalStack } from '../../testing/test-stack.ts'

const local = withLocalStack()
const TENANT = '10ca1000-57ac-4000-a000-00000000000a'
const WEATHER_API = '10ca1000-57ac-4000-c000-000000000001'

const claimsOf = (token: unknown) => decodeJwt(String(token)) as Record<string, unknown>

test('login_hint and client capabilities come when the request asks for them', async () => {
  const claims = JSON.stringify({
    id_token: { login_hint: null },
    access_token: { xms_cc: { values: ['cp1'] } },
  })
  const { tokens } = await getTokens(local.stack, SUNNY, { claims })
  expect(claimsOf(tokens['id_token'])['login_hint']).toMatch(/^O\./)
  expect(claimsOf(tokens['access_token'])['xms_cc']).toEqual(['cp1'])
  const hours = Number(tokens['expires_in']) / 3600
  expect(hours).toBeGreaterThanOrEqual(19.9)
  expect(hours).toBeLessThanOrEqual(28)
})

test('an API that is registered for version 1 gets version 1 tokens', async () => {
  const scope = 'openid api://10ca1000-57ac-4000-c000-000000000002/access_as_user'
  const { tokens } = await getTokens(local.stack, SUNNY, { scope })
  const claims = claimsOf(tokens['access_token'])
  expect(claims).toMatchObject({
    ver: '1.0',
    iss: `https://sts.windows.net/${TENANT}/`,
    aud: 'api://10ca1000-57ac-4000-c000-000000000002',
    appid: local.stack.appConfig.clientId,
    unique_name: SUNNY,
    amr: ['pwd'],
    scp: 'access_as_user',
  })
  for (const name of ['azp', 'preferred_username']) expect(claims).not.toHaveProperty(name)
  const { kid, x5t } = decodeProtectedHeader(String(tokens['access_token']))
  expect(x5t).toBe(kid)
  expect(decodeProtectedHeader(String(tokens['id_token']))).not.toHaveProperty('x5t')
})

test('.default asks for every scope of the API that a person can consent to', async () => {
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

test('a canary is planted in every token', async () => {
  local.stack.control.plantCanary('canary-4711')
  const { tokens } = await getTokens(local.stack)
  expect(claimsOf(tokens['id_token'])['canary']).toBe('canary-4711')
  expect(claimsOf(tokens['access_token'])['canary']).toBe('canary-4711')
})
