import { expect, test } from 'vitest'
import { AADSTS, AADSTS_CODES } from '../identity/errors/aadsts.ts'
import { createHttpBrowser } from '../testing/http-browser.ts'
import {
  answerOf,
  APP_ORIGIN,
  authorizationRequest,
  getTokens,
  postToken,
  readWeather,
  refresh,
  signIn,
  SUNNY,
} from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const local = withLocalEntra()
const keys = () => fetch(local.stack.appConfig.authorityMetadata.jwks_uri)

test.each([500, 503, 429])(
  'an endpoint returns %i as often as the fault says, then its own response',
  async (status) => {
    const headers = { 'retry-after': '7' }
    local.stack.control.fault({ endpoint: 'keys', status, headers, times: 2 })
    const responses = [await keys(), await keys(), await keys()]
    expect(responses.map(({ status: actual }) => actual)).toEqual([status, status, 200])
    expect(responses[0]?.headers.get('retry-after')).toBe('7')
  },
)

test('a fault without times stays until it is undone', async () => {
  const undo = local.stack.control.fault({ endpoint: 'keys', status: 500 })
  for (let count = 0; count < 3; count++) expect((await keys()).status).toBe(500)
  undo()
  undo()
  expect((await keys()).status).toBe(200)
})

test('the body of a fault replaces the response', async () => {
  local.stack.control.fault({ endpoint: 'keys', body: '<html>', times: 1 })
  const text = await keys()
  expect([text.status, await text.text()]).toEqual([200, '<html>'])
  local.stack.control.fault({ endpoint: 'keys', body: { keys: [] }, times: 1 })
  expect(await (await keys()).json()).toEqual({ keys: [] })
})

test('a fault of Microsoft Graph without a body is an error in its shape', async () => {
  const ask = () =>
    fetch(`${local.stack.graph.url}/me`, { headers: { 'client-request-id': 'mine' } })
  local.stack.control.fault({
    endpoint: 'graph',
    status: 429,
    headers: { 'retry-after': '2' },
    times: 1,
  })
  const response = await ask()
  const ids = { 'request-id': response.headers.get('request-id'), 'client-request-id': 'mine' }
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '2'])
  expect(await response.json()).toEqual({
    error: {
      code: 'TooManyRequests',
      message: 'Too Many Requests',
      innerError: { date: expect.stringMatching(/^[-\d]+T[:\d]+$/), ...ids },
    },
  })
  local.stack.control.fault({ endpoint: 'graph', status: 502, body: '<html>', times: 1 })
  expect(await (await ask()).text()).toBe('<html>')
})

test('latency delays the real response', async () => {
  local.stack.control.fault({ endpoint: 'keys', latency: 60, times: 1 })
  const start = performance.now()
  expect((await keys()).status).toBe(200)
  expect(performance.now() - start).toBeGreaterThanOrEqual(59)
})

test('a delayed request keeps its body', async () => {
  local.stack.control.fault({ endpoint: 'token', latency: 20, times: 1 })
  const { body } = await refresh(local.stack, 'none')
  expect(body).toMatchObject({ error_codes: [70000] })
  expect(local.stack.control.exchanges({ endpoint: 'token' })[0]?.form).toMatchObject({
    grant_type: 'refresh_token',
  })
})

test('a dropped connection is a network error', async () => {
  local.stack.control.fault({ endpoint: 'keys', drop: true, times: 1 })
  await expect(keys()).rejects.toThrow('fetch failed')
  expect((await keys()).status).toBe(200)
})

test('a hanging endpoint never responds', async () => {
  local.stack.control.fault({ endpoint: 'keys', hang: true, times: 1 })
  const gaveUp = AbortSignal.timeout(100)
  const { jwks_uri } = local.stack.appConfig.authorityMetadata
  await expect(fetch(jwks_uri, { signal: gaveUp })).rejects.toThrow('timeout')
})

test('a browser can read a faulty response as it reads a real one', async () => {
  local.stack.control.fault({ endpoint: 'weather', status: 503, times: 1 })
  const weather = await readWeather(local.stack, 'any')
  expect(weather.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN)
  local.stack.control.fault({ endpoint: 'token', status: 503, body: {}, times: 1 })
  const token = await postToken(local.stack, {})
  expect(token.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN)
})

test('a preflight does not use up a fault', async () => {
  local.stack.control.fault({ endpoint: 'weather', status: 500, times: 1 })
  await fetch(local.stack.weatherApi.url, {
    method: 'OPTIONS',
    headers: { origin: APP_ORIGIN, 'access-control-request-method': 'GET' },
  })
  expect((await readWeather(local.stack, 'any')).status).toBe(500)
})

test.each([
  ['authorize', () => authorizationRequest(local.stack).url],
  ['token', () => local.stack.appConfig.authorityMetadata.token_endpoint],
  ['logout', () => local.stack.appConfig.authorityMetadata.end_session_endpoint],
  ['keys', () => local.stack.appConfig.authorityMetadata.jwks_uri],
  [
    'discovery',
    () => `${local.stack.identity.origin}/common/v2.0/.well-known/openid-configuration`,
  ],
  ['instance-discovery', () => `${local.stack.identity.origin}/common/discovery/instance`],
  ['graph', () => `${local.stack.graph.url}/me`],
  ['userinfo', () => `${local.stack.graph.origin}/oidc/userinfo`],
  ['page', () => `${local.stack.identity.origin}/common/sign-in/x`],
  ['admin-consent', () => `${local.stack.identity.origin}/common/v2.0/adminconsent`],
  ['admin-consent', () => `${local.stack.identity.origin}/common/adminconsent`],
  ['device-code', () => `${local.stack.identity.origin}/common/oauth2/v2.0/devicecode`],
  ['page', () => `${local.stack.identity.origin}/common/oauth2/deviceauth`],
  ['weather', () => local.stack.weatherApi.url],
  ['other', () => `${local.stack.identity.origin}/common/elsewhere`],
] as const)('every endpoint can have a fault: %s', async (endpoint, url) => {
  local.stack.control.fault({ endpoint, status: 555, times: 1 })
  expect((await fetch(url())).status).toBe(555)
  expect(local.stack.control.faults()).toEqual([])
})

test.each(AADSTS_CODES)('the token endpoint can return AADSTS%i', async (aadsts) => {
  local.stack.control.fault({ endpoint: 'token', aadsts, times: 1 })
  const { status, body } = await postToken(local.stack, {})
  const entry = AADSTS[aadsts]
  expect(body).toMatchObject({
    error: entry.tokenError ?? entry.error,
    error_codes: [aadsts],
    ...(entry.suberror === undefined ? {} : { suberror: entry.suberror }),
  })
  expect(status).toBe(entry.status ?? 400)
})

test.each(AADSTS_CODES)('the authorization endpoint can return AADSTS%i', async (aadsts) => {
  local.stack.control.fault({ endpoint: 'authorize', aadsts, times: 2 })
  const browser = createHttpBrowser(local.stack.identity.origin)
  const page = await browser.open(authorizationRequest(local.stack).url)
  const silent = await browser.open(authorizationRequest(local.stack, { prompt: 'none' }).url)
  const entry = AADSTS[aadsts]
  expect(page.left === undefined).toBe(entry.page !== undefined)
  expect(silent.left === undefined).toBe(entry.page === 'always')
  for (const visit of [page, silent]) {
    const answer = visit.left ? answerOf(visit) : new URLSearchParams({ error: entry.error })
    expect(answer.get('error')).toBe(entry.error)
    const text = answer.get('error_description') ?? visit.html
    expect(text).toContain(`AADSTS${aadsts}: `)
  }
})

test('the list of faults has how often each is still to happen', async () => {
  local.stack.control.fault({ endpoint: 'keys', status: 500, times: 3 })
  local.stack.control.fault({ tamper: 'wrong nonce' })
  await keys()
  expect(local.stack.control.faults()).toEqual([
    { endpoint: 'keys', status: 500, times: 2 },
    { tamper: 'wrong nonce' },
  ])
  await local.stack.control.reset()
  expect(local.stack.control.faults()).toEqual([])
  expect((await refresh(local.stack, 'none')).status).toBe(400)
  expect((await signIn(local.stack)).code).not.toBe('')
  expect((await getTokens(local.stack, SUNNY)).tokens).toHaveProperty('access_token')
})

test.each([{ status: 42 }, { times: 1 }, { latency: -1 }])(
  'a fault without effect or with a value that HTTP does not have is refused: %j',
  (fault) => {
    expect(() => local.stack.control.fault({ endpoint: 'token', ...fault })).toThrow(
      /has no effect|Invalid value/,
    )
    expect(local.stack.control.faults()).toEqual([])
  },
)
