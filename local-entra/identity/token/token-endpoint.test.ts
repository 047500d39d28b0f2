import { expect, test } from 'vitest'
import {
  APP_ORIGIN,
  postToken,
  redeemCode,
  refresh,
  signIn,
  SUNNY,
} from '../../testing/protocol-client.ts'
import { withLocalStack } from '../../testing/test-stack.ts'

const local = withLocalStack()
const NO_ORIGIN = ''

test('a code becomes tokens, in the order of keys of Entra', async () => {
  const { status, headers, body } = await redeemCode(local.stack, await signIn(local.stack))
  expect(status).toBe(200)
  expect(Object.keys(body)).toEqual([
    'token_type',
    'scope',
    'expires_in',
    'ext_expires_in',
    'access_token',
    'refresh_token',
    'id_token',
    'client_info',
  ])
  expect(body['scope']).toBe(local.stack.appConfig.weatherApi.scope)
  expect(headers.get('cache-control')).toBe('no-store, no-cache')
  expect(headers.get('pragma')).toBe('no-cache')
  expect(headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/)
})

test('without openid, offline_access and client_info there is just an access token', async () => {
  const { scope } = local.stack.appConfig.weatherApi
  const signedIn = await signIn(local.stack, SUNNY, { scope })
  const { body } = await redeemCode(local.stack, signedIn, { scope, client_info: undefined })
  expect(Object.keys(body)).toEqual([
    'token_type',
    'scope',
    'expires_in',
    'ext_expires_in',
    'access_token',
  ])
})

test('an error has the order of keys of Entra, and its trace id in a header', async () => {
  const { status, headers, body } = await refresh(local.stack, 'no such token')
  expect(status).toBe(400)
  expect(Object.keys(body)).toEqual([
    'error',
    'error_description',
    'error_codes',
    'timestamp',
    'trace_id',
    'correlation_id',
    'error_uri',
  ])
  expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [70000] })
  expect(headers.get('x-ms-request-id')).toBe(body['trace_id'])
})

test('the correlation id is the client-request-id of the request', async () => {
  const id = '01234567-89ab-4cde-8f01-23456789abcd'
  const { token_endpoint } = local.stack.appConfig.authorityMetadata
  const response = await fetch(`${token_endpoint}?client-request-id=${id}`, { method: 'POST' })
  expect(await response.json()).toMatchObject({ correlation_id: id })
})

test('a code is good once: AADSTS54005', async () => {
  const signedIn = await signIn(local.stack)
  const first = await redeemCode(local.stack, signedIn)
  const again = await redeemCode(local.stack, signedIn)
  expect(again.body).toMatchObject({ error: 'invalid_grant', error_codes: [54005] })
  const renewed = await refresh(local.stack, first.body['refresh_token'])
  expect(renewed.status, 'tokens of the first redemption stay good').toBe(200)
})

test('of several redemptions of one code at the same time, one gets tokens', async () => {
  const signedIn = await signIn(local.stack)
  const answers = await Promise.all([1, 2, 3, 4].map(() => redeemCode(local.stack, signedIn)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  const refused = answers.filter(({ body }) => String(body['error_codes']) === '54005')
  expect(refused).toHaveLength(3)
})

test('a code stays good when another tab of the same browser gets one', async () => {
  const first = await signIn(local.stack)
  const second = await signIn(local.stack, SUNNY, {}, first.browser)
  expect((await redeemCode(local.stack, first)).status).toBe(200)
  expect((await redeemCode(local.stack, second)).status).toBe(200)
})

test('a wrong verifier is AADSTS501481 and does not burn the code', async () => {
  const signedIn = await signIn(local.stack)
  const wrong = await redeemCode(local.stack, signedIn, { code_verifier: 'x'.repeat(43) })
  expect(wrong.body).toMatchObject({ error: 'invalid_grant', error_codes: [501481] })
  expect((await redeemCode(local.stack, signedIn)).status).toBe(200)
})

test('a code is too old after ten minutes: AADSTS70008', async () => {
  const signedIn = await signIn(local.stack)
  local.stack.control.moveClock(601)
  const { body } = await redeemCode(local.stack, signedIn)
  expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [70008] })
})

test('one token request is for one resource: AADSTS28000', async () => {
  const scope = `${local.stack.appConfig.weatherApi.scope} User.Read`
  const signedIn = await signIn(local.stack, SUNNY, { scope })
  const { body } = await redeemCode(local.stack, signedIn, { scope })
  expect(body).toMatchObject({ error: 'invalid_request', error_codes: [28000] })
  const one = { scope: local.stack.appConfig.weatherApi.scope }
  expect((await redeemCode(local.stack, signedIn, one)).status, 'the code is good').toBe(200)
})

const refusals: [string, Record<string, string | undefined>, number, number][] = [
  ['another redirect URI', { redirect_uri: `${APP_ORIGIN}/redirect.html` }, 400, 70000],
  ['no client id', { client_id: undefined }, 400, 900144],
  ['no verifier', { code_verifier: undefined }, 400, 900144],
  ['no code', { code: undefined }, 400, 900144],
  ['an invented code', { code: 'invented' }, 400, 70000],
  ['another app', { client_id: '10ca1000-57ac-4000-b000-000000000002' }, 400, 70000],
  ['an unknown app', { client_id: '00000000-0000-4000-8000-000000000000' }, 400, 700016],
  ['a secret', { client_secret: 'hush' }, 401, 700025],
  ['an unknown grant type', { grant_type: 'password' }, 400, 70003],
  ['no grant type', { grant_type: undefined }, 400, 900144],
  ['a malformed scope', { scope: 'a"b' }, 400, 70011],
]

test.each(refusals)('a redemption with %s is refused', async (_, overrides, status, code) => {
  const answer = await redeemCode(local.stack, await signIn(local.stack), overrides)
  expect(answer.body).toMatchObject({ error_codes: [code] })
  expect(answer.status).toBe(status)
})

test('what a browser app got is redeemed by a browser only: AADSTS9002327', async () => {
  const signedIn = await signIn(local.stack)
  const code = await redeemCode(local.stack, signedIn, {}, NO_ORIGIN)
  expect(code.body).toMatchObject({ error: 'invalid_request', error_codes: [9002327] })
  const { body } = await redeemCode(local.stack, signedIn)
  const renewed = await refresh(local.stack, body['refresh_token'], {}, NO_ORIGIN)
  expect(renewed.body).toMatchObject({ error: 'invalid_request', error_codes: [9002327] })
})

test('every origin may read the answer, and the preflight names what it asks for', async () => {
  const { token_endpoint } = local.stack.appConfig.authorityMetadata
  const preflight = await fetch(token_endpoint, {
    method: 'OPTIONS',
    headers: {
      origin: APP_ORIGIN,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-anchormailbox',
    },
  })
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-headers')).toBe('x-anchormailbox')
  const answer = await refresh(local.stack, 'none', {}, 'https://anybody.example')
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://anybody.example')
  local.stack.control.setSwitch('tokenCorsStar', true)
  const star = await refresh(local.stack, 'none', {}, 'https://anybody.example')
  expect(star.headers.get('access-control-allow-origin')).toBe('*')
})

test('every numbered error can be had on demand', async () => {
  const claims = '{"access_token":{"capolids":{"essential":true}}}'
  local.stack.control.fault({ endpoint: 'token', aadsts: 53003, claims, times: 1 })
  const { body } = await postToken(local.stack, {})
  expect(Object.keys(body).slice(-2)).toEqual(['suberror', 'claims'])
  expect(body).toMatchObject({ error: 'invalid_grant', suberror: 'message_only', claims })
})
