import { get } from 'node:http'
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { startLocalEntra } from '../local-entra.ts'
import {
  APP_ORIGIN,
  getTokens,
  MISTY,
  readWeather,
  refresh,
  SUNNY,
} from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const local = withLocalEntra()
const WENDY = 'wendy.vane@weather.example'

const newToken = async (account?: string) =>
  String((await getTokens(local.stack, account)).tokens['access_token'])
const removeTomorrow = (token: string) =>
  fetch(
    `${local.stack.weatherApi.url}/${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}`,
    {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}`, origin: APP_ORIGIN },
    },
  )
const status = async (token: unknown) => (await readWeather(local.stack, token)).status

async function challengeTo(token: unknown) {
  const { headers } = await readWeather(local.stack, token)
  return headers.get('www-authenticate')
}

async function datesIn(response: Response): Promise<string[]> {
  return ((await response.json()) as { date: string }[]).map(({ date }) => date)
}

test('a token of the identity provider reads the forecast', async () => {
  const response = await readWeather(local.stack, await newToken())
  expect(response.status).toBe(200)
  expect(await response.json()).toHaveLength(5)
})

test('the switch forecastDateTimes writes dates as .NET 6 did', async () => {
  const token = await newToken()
  const dates = await datesIn(await readWeather(local.stack, token))
  local.stack.control.setSwitch('forecastDateTimes', true)
  const dateTimes = await datesIn(await readWeather(local.stack, token))
  for (const date of dateTimes) expect(date).toMatch(/T\d\d:\d\d:\d\d\.\d{7}\+00:00$/)
  expect(dateTimes.map((date) => date.slice(0, 10))).toEqual(dates)
})

test('setForecast sets the response of the API to a token that it accepts', async () => {
  const undo = local.stack.control.setForecast([{ date: '2030-01-01', temperatureC: 1 }])
  const response = await readWeather(local.stack, await newToken())
  expect(await response.json()).toEqual([{ date: '2030-01-01', temperatureC: 1 }])
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN)
  expect(await status('garbage')).toBe(401)
  undo()
  expect(await (await readWeather(local.stack, await newToken())).json()).toHaveLength(5)
})

test.each([null, [], 'none', { error: 'x' }])('setForecast sets any JSON: %j', async (forecast) => {
  local.stack.control.setForecast(forecast)
  const { tokens } = await getTokens(local.stack)
  const response = await readWeather(local.stack, tokens['access_token'])
  expect(await response.json()).toEqual(forecast)
})

test('setForecast can be for one account', async () => {
  local.stack.control.setForecast(['everyone'])
  const undo = local.stack.control.setForecast(['Misty'], MISTY)
  const rows = async (account: string) =>
    (await readWeather(local.stack, await newToken(account))).json()
  expect([await rows(SUNNY), await rows(MISTY)]).toEqual([['everyone'], ['Misty']])
  const guest = 'robin.drizzle@partner.example'
  local.stack.control.setForecast(['Robin'], guest)
  expect(await rows(guest)).toEqual(['Robin'])
  undo()
  expect(await rows(MISTY)).toEqual(['everyone'])
})

test('setForecastHeaders lets the API allow caching, for forecasts only', async () => {
  const headers = { 'Cache-Control': 'private, max-age=600', ETag: '"1"' }
  const undo = local.stack.control.setForecastHeaders(headers)
  const token = await newToken()
  const response = await readWeather(local.stack, token)
  expect(response.headers.get('cache-control')).toBe('private, max-age=600')
  expect(response.headers.get('etag')).toBe('"1"')
  expect(response.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN)
  expect(await response.json()).toHaveLength(5)
  const refused = await readWeather(local.stack, 'garbage')
  expect(refused.headers.get('cache-control')).toBe('no-store')
  const [logged] = local.stack.control.exchanges({ endpoint: 'weather' })
  expect(logged?.responseHeaders).toMatchObject({ 'cache-control': 'private, max-age=600' })
  undo()
  const after = await readWeather(local.stack, token)
  expect([after.headers.get('cache-control'), after.headers.get('etag')]).toEqual([
    'no-store',
    null,
  ])
})

const MODIFIED = 'Tue, 01 Jan 2030 10:00:00 GMT'
const conditions: [Record<string, string>, Record<string, string>, number][] = [
  [{ etag: '"1"' }, { 'if-none-match': '"1"' }, 304],
  [{ etag: 'W/"1"' }, { 'if-none-match': '"0", W/"1"' }, 304],
  [{ etag: '"2"' }, { 'if-none-match': '"1"' }, 200],
  [
    { etag: '"2"', 'last-modified': MODIFIED },
    { 'if-none-match': '"1"', 'if-modified-since': MODIFIED },
    200,
  ],
  [{ 'last-modified': MODIFIED }, { 'if-modified-since': MODIFIED }, 304],
  [
    { 'cache-control': 'max-age=1' },
    { 'if-none-match': '"1"', 'if-modified-since': MODIFIED },
    200,
  ],
]

test.each(conditions)(
  'with %j the API answers %j with %i',
  async (headers, condition, expected) => {
    local.stack.control.setForecastHeaders(headers)
    const authorization = `Bearer ${await newToken()}`
    const response = await fetch(local.stack.weatherApi.url, {
      headers: { authorization, origin: APP_ORIGIN, ...condition },
    })
    expect(response.status).toBe(expected)
    expect(response.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN)
    expect(response.headers.get('cache-control')).toBe(headers['cache-control'] ?? null)
    expect((await response.text()) === '').toBe(expected === 304)
  },
)

test('moveClock moves the clock of the API: tokens expire, and the forecast is of later days', async () => {
  const token = await newToken()
  const day = 24 * 60 * 60
  const { exp = 0 } = decodeJwt(token)
  local.stack.control.moveClock(exp - Math.floor(Date.now() / 1000) + 200)
  expect(await status(token)).toBe(200)
  local.stack.control.moveClock(200)
  expect(await challengeTo(token)).toContain('The token expired at')
  local.stack.control.moveClock(30 * day)
  const [first] = await datesIn(await readWeather(local.stack, await newToken()))
  expect(Date.parse(first ?? '')).toBeGreaterThan(Date.now() + 30 * day * 1000)
})

test('moveClock moves the clock back: tokens are not valid yet', async () => {
  const token = await newToken()
  local.stack.control.moveClock(-3600)
  expect(await challengeTo(token)).toContain('The token is not valid before')
})

test('expireAccessTokens makes the API refuse the tokens issued so far, and no others', async () => {
  const before = await newToken()
  const undo = local.stack.control.expireAccessTokens()
  const response = await readWeather(local.stack, before)
  expect([response.status, await response.text()]).toEqual([401, ''])
  expect(response.headers.get('www-authenticate')).toMatch(
    /^Bearer error="invalid_token", error_description="The token expired at '\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d'"$/,
  )
  expect(response.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN)
  expect(response.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate')
  expect(await status(await newToken(MISTY))).toBe(200)
  undo()
  expect(await status(before)).toBe(200)
})

test('a token that the API refuses is not challenged', async () => {
  local.stack.control.fault({ tamper: 'access token with wrong signature', times: 1 })
  const wrong = await newToken()
  const token = await newToken()
  local.stack.control.expireAccessTokens()
  local.stack.control.requireStepUp()
  local.stack.control.demandClaims()
  expect(await challengeTo('garbage')).toBe('Bearer error="invalid_token"')
  expect(await challengeTo(wrong)).toContain('The signature is invalid')
  expect((await fetch(local.stack.weatherApi.url)).headers.get('www-authenticate')).toBe('Bearer')
  expect(await challengeTo(token)).toContain('The token expired at')
})

/** @returns the header fields as they were sent; `fetch` joins them */
function challengeFields(token: unknown): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${String(token)}` }
    get(local.stack.weatherApi.url, { headers }, (response) => {
      response.resume()
      resolve(response.headersDistinct['www-authenticate'] ?? [])
    }).on('error', reject)
  })
}

test('addChallenges adds challenges before and after those of the API, in one header field or in several', async () => {
  const token = await newToken()
  const undo = local.stack.control.addChallenges({
    before: ['Negotiate', 'NTLM'],
    after: ['Bearer error="invalid_token"'],
  })
  expect(await challengeFields('garbage')).toEqual([
    'Negotiate, NTLM, Bearer error="invalid_token", Bearer error="invalid_token"',
  ])
  expect(await challengeFields(token)).toEqual([])
  local.stack.control.demandClaims()
  expect(await challengeFields(token)).toEqual([
    expect.stringMatching(
      /^Negotiate, NTLM, Bearer realm="", .*claims="[^"]+", Bearer error="invalid_token"$/,
    ),
  ])
  local.stack.control.addChallenges({ before: ['Basic realm="a, b"'], separately: true })
  expect(await challengeFields(token)).toEqual([
    'Basic realm="a, b"',
    expect.stringMatching(/^Bearer realm="", .*claims="[^"]+"$/),
  ])
  const [logged] = local.stack.control.exchanges({ endpoint: 'weather' }).slice(-1)
  expect(logged?.responseHeaders['www-authenticate']).toMatch(/^Basic .*Bearer realm/)
  undo()
})

test('a fault can send challenges in several header fields', async () => {
  const headers = { 'www-authenticate': ['NTLM', 'Bearer'] }
  local.stack.control.fault({ endpoint: 'weather', status: 401, headers, times: 1 })
  expect(await challengeFields('any')).toEqual(['NTLM', 'Bearer'])
})

test('a valid token without the scope is challenged as well', async () => {
  local.stack.control.fault({ tamper: 'access token without scope', times: 1 })
  const token = await newToken()
  expect(await status(token)).toBe(403)
  local.stack.control.requireStepUp()
  expect(await challengeTo(token)).toContain('insufficient_claims')
})

test('an editor removes a day until the next reset, and others get 403', async () => {
  const [editor, appOnly] = [await newToken(MISTY), await newToken(WENDY)]
  expect((await removeTomorrow(appOnly)).status).toBe(403)
  expect((await removeTomorrow(editor)).status).toBe(204)
  expect((await removeTomorrow(editor)).status).toBe(404)
  expect(await datesIn(await readWeather(local.stack, appOnly))).toHaveLength(4)
  await local.stack.control.reset()
  expect(await datesIn(await readWeather(local.stack, await newToken()))).toHaveLength(5)
})

test('a challenge comes before a day is removed', async () => {
  const token = await newToken(MISTY)
  const undo = local.stack.control.requireStepUp()
  const challenged = await removeTomorrow(token)
  expect(challenged.status).toBe(401)
  expect(challenged.headers.get('www-authenticate')).toContain('insufficient_claims')
  expect(challenged.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN)
  undo()
  local.stack.control.limitRate(1, 10)
  expect((await removeTomorrow(token)).status, 'it is still there').toBe(204)
  expect((await removeTomorrow(token)).status).toBe(429)
})

test('a role that is assigned during a session counts after the next refresh', async () => {
  const { tokens } = await getTokens(local.stack)
  expect((await removeTomorrow(String(tokens['access_token']))).status).toBe(403)
  local.stack.control.changeAccount(SUNNY, {
    roles: { '10ca1000-57ac-4000-c000-000000000001': ['Forecast.Editor'] },
  })
  const { body } = await refresh(local.stack, tokens['refresh_token'])
  expect((await removeTomorrow(String(body['access_token']))).status).toBe(204)
})

test('beyond a rate limit the API answers 429 with Retry-After', async () => {
  const token = await newToken()
  const undo = local.stack.control.limitRate(2, 10)
  expect([await status(token), await status(token), await status(token)]).toEqual([200, 200, 429])
  const { headers } = await readWeather(local.stack, token)
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  expect(headers.get('access-control-allow-origin')).toBe(APP_ORIGIN)
  expect(headers.get('access-control-expose-headers')).toContain('Retry-After')
  local.stack.control.moveClock(10)
  expect(await status(token)).toBe(200)
  undo()
  for (let count = 0; count < 3; count++) expect(await status(token)).toBe(200)
})

test('a rate limit counts no preflight', async () => {
  local.stack.control.limitRate(1, 10)
  const headers = { origin: APP_ORIGIN, 'access-control-request-method': 'GET' }
  const preflight = () => fetch(local.stack.weatherApi.url, { method: 'OPTIONS', headers })
  expect([(await preflight()).status, (await preflight()).status]).toEqual([204, 204])
  expect(await status(await newToken())).toBe(200)
})

test('rotateKeys does not affect the API: it knows the announced key', async () => {
  const before = await newToken(SUNNY)
  expect(await status(before)).toBe(200)
  local.stack.control.clearExchanges()
  local.stack.control.rotateKeys()
  const after = await newToken(SUNNY)
  expect([await status(before), await status(after)]).toEqual([200, 200])
  expect(local.stack.control.exchanges({ endpoint: 'keys' })).toEqual([])
})

test('replaceKeys: the API fetches the new key at once, and refuses tokens of the old ones', async () => {
  const before = await newToken()
  expect(await status(before)).toBe(200)
  const undo = local.stack.control.replaceKeys()
  expect(await status(await newToken())).toBe(200)
  expect(await status(before)).toBe(401)
  undo()
  expect(await status(before)).toBe(200)
})

test('the API answers 503 until it has fetched the keys of the identity provider, and then keeps them', async () => {
  const stack = await startLocalEntra({ appOrigins: [APP_ORIGIN] })
  const { tokens } = await getTokens(stack)
  const undo = stack.control.fault({ endpoint: 'keys', status: 500 })
  const unavailable = await readWeather(stack, tokens['access_token'])
  expect([unavailable.status, unavailable.headers.get('retry-after')]).toEqual([503, '30'])
  undo()
  expect((await readWeather(stack, tokens['access_token'])).status).toBe(200)
  await stack.control.pause('identity')
  expect((await readWeather(stack, tokens['access_token'])).status).toBe(200)
  await stack.close()
})
