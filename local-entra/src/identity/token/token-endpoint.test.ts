import { expect, test } from 'vitest'
import {
  APP_ORIGIN,
  postToken,
  redeemCode,
  refresh,
  signIn,
  SUNNY,
} from '../../testing/protocol-client.ts'
import { withLocalEntra } from '../../testing/with-local-entra.ts'

const local = withLocalEntra()

test('a token request that cannot be read is AADSTS9002313', async () => {
  const { token_endpoint } = local.stack.appConfig.authorityMetadata
  const bodies: [BodyInit, number][] = [
    [new URLSearchParams({ grant_type: 'refresh_token', client_id: 'x'.repeat(60_000) }), 9002313],
    [JSON.stringify({ grant_type: 'refresh_token' }), 9002313],
  ]
  for (const [body, code] of bodies) {
    const response = await fetch(token_endpoint, { method: 'POST', body })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: 'invalid_request', error_codes: [code] })
  }
})

test('a repeated or missing client-request-id leaves a random correlation id', async () => {
  const responses = [
    await postToken(local.stack, {}),
    await postToken(local.stack, { 'client-request-id': '' }),
    await postToken(local.stack, {}),
  ]
  const ids = responses.map(({ body }) => String(body['correlation_id']))
  expect(new Set(ids).size).toBe(3)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/)
})

test('of several redemptions of one code at the same time, one gets tokens', async () => {
  const signedIn = await signIn(local.stack)
  const responses = await Promise.all([1, 2, 3, 4].map(() => redeemCode(local.stack, signedIn)))
  expect(responses.filter(({ status }) => status === 200)).toHaveLength(1)
  const refused = responses.filter(({ body }) => String(body['error_codes']) === '54005')
  expect(refused).toHaveLength(3)
})

test('a code stays valid when another tab of the same browser gets one', async () => {
  const first = await signIn(local.stack)
  const second = await signIn(local.stack, SUNNY, {}, first.browser)
  expect((await redeemCode(local.stack, first)).status).toBe(200)
  expect((await redeemCode(local.stack, second)).status).toBe(200)
})

const WEATHER = '10ca1000-57ac-4000-c000-000000000001'

test('an API by its client id and by its identifier URI is one resource', async () => {
  const scope = `api://${WEATHER}/access_as_user ${WEATHER.toUpperCase()}/.default`
  const { status, body } = await redeemCode(local.stack, await signIn(local.stack), { scope })
  expect([status, body['scope']]).toEqual([200, `api://${WEATHER}/access_as_user`])
})

const refusals: [string, Record<string, string | undefined>, number, number][] = [
  ['another redirect URI', { redirect_uri: `${APP_ORIGIN}/redirect.html` }, 400, 70000],
  ['an invented code', { code: 'invented' }, 400, 70000],
  ['another app', { client_id: '10ca1000-57ac-4000-b000-000000000002' }, 400, 70000],
  ['an unknown app', { client_id: '00000000-0000-4000-8000-000000000000' }, 400, 700016],
  ['a secret', { client_secret: 'hush' }, 401, 700025],
]

test.each(refusals)('a redemption with %s is refused', async (_, overrides, status, code) => {
  const response = await redeemCode(local.stack, await signIn(local.stack), overrides)
  expect(response.body).toMatchObject({ error_codes: [code] })
  expect(response.status).toBe(status)
})

test('every origin may read the response, by its name or as *', async () => {
  const response = await refresh(local.stack, 'none', {}, 'https://another.example')
  expect(response.headers.get('access-control-allow-origin')).toBe('https://another.example')
  local.stack.control.setSwitch('tokenCorsStar', true)
  const star = await refresh(local.stack, 'none', {}, 'https://another.example')
  expect(star.headers.get('access-control-allow-origin')).toBe('*')
})

test('every numbered error can be had on demand', async () => {
  const claims = '{"access_token":{"capolids":{"essential":true}}}'
  local.stack.control.fault({ endpoint: 'token', aadsts: 53003, claims, times: 1 })
  const { body } = await postToken(local.stack, {})
  expect(Object.keys(body).slice(-2)).toEqual(['suberror', 'claims'])
  expect(body).toMatchObject({ error: 'invalid_grant', suberror: 'message_only', claims })
})
