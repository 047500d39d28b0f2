import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import {
  APP_ORIGIN,
  getTokens,
  MISTY,
  readWeather,
  SUNNY,
} from '../local-entra/testing/protocol-client.ts'
import { withLocalStack } from '../local-entra/testing/test-stack.ts'

const local = withLocalStack()

async function challengeOf(accessToken: unknown) {
  const { status, headers, body } = await readWeather(local.stack, accessToken)
  expect(body === null || (await new Response(body).text()) === '').toBe(true)
  return { status, challenge: headers.get('www-authenticate') }
}

async function tamperedToken(tamper: 'issuer' | 'audience' | 'signature') {
  local.stack.control.fault({ tamper: `access token with wrong ${tamper}`, times: 1 })
  return (await getTokens(local.stack)).tokens['access_token']
}

test('whoever has a token with the scope reads five days from tomorrow on', async () => {
  const { tokens } = await getTokens(local.stack)
  const answer = await readWeather(local.stack, tokens['access_token'])
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const rows = (await answer.json()) as Record<string, unknown>[]
  const days = [1, 2, 3, 4, 5].map((day) =>
    new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10),
  )
  expect(rows.map(({ date }) => date)).toEqual(days)
  for (const { temperatureC, temperatureF, summary } of rows) {
    expect(Number(temperatureC)).toBeGreaterThanOrEqual(-20)
    expect(Number(temperatureC)).toBeLessThanOrEqual(54)
    expect(temperatureF).toBe(32 + Math.trunc(Number(temperatureC) / 0.5556))
    expect(summary).toEqual(expect.any(String))
  }
})

test('the switch forecastDateTimes writes dates as .NET 6 did', async () => {
  local.stack.control.setSwitch('forecastDateTimes', true)
  const { tokens } = await getTokens(local.stack)
  const [row] = (await (await readWeather(local.stack, tokens['access_token'])).json()) as {
    date: string
  }[]
  expect(row?.date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}\+00:00$/)
})

test('the path may be written in small letters', async () => {
  const answer = await fetch(local.stack.weatherApi.url.toLowerCase())
  expect(answer.status).toBe(401)
})

test('what the API answers can be set', async () => {
  local.stack.control.setForecast([{ date: '2030-01-01', temperatureC: 1 }])
  const { tokens } = await getTokens(local.stack)
  const answer = await readWeather(local.stack, tokens['access_token'])
  expect(await answer.json()).toEqual([{ date: '2030-01-01', temperatureC: 1 }])
})

test('no token is a bare challenge, without any error', async () => {
  const answer = await fetch(local.stack.weatherApi.url)
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  expect(await answer.text()).toBe('')
})

test('an expired token is told when it expired, as ASP.NET writes dates, after 5 minutes of grace', async () => {
  const { tokens } = await getTokens(local.stack)
  const exp = decodeJwt(String(tokens['access_token'])).exp ?? 0
  const now = Math.floor(Date.now() / 1000)
  local.stack.control.moveClock(exp - now + 200)
  expect((await readWeather(local.stack, tokens['access_token'])).status).toBe(200)
  local.stack.control.moveClock(200)
  const [date, time] = new Date(exp * 1000).toISOString().slice(0, 19).split('T')
  const [year, month, day] = String(date).split('-')
  expect(await challengeOf(tokens['access_token'])).toEqual({
    status: 401,
    challenge: `Bearer error="invalid_token", error_description="The token expired at '${month}/${day}/${year} ${time}'"`,
  })
})

test('a token that is not valid yet is told so', async () => {
  const { tokens } = await getTokens(local.stack)
  local.stack.control.moveClock(-3600)
  const { challenge } = await challengeOf(tokens['access_token'])
  expect(challenge).toMatch(/error_description="The token is not valid before '\d\d\/\d\d\/\d{4} /)
})

test('wrong audience, issuer and signature are named', async () => {
  expect((await challengeOf(await tamperedToken('audience'))).challenge).toBe(
    `Bearer error="invalid_token", error_description="The audience '10ca1000-57ac-4000-f000-00000000000f' is invalid"`,
  )
  expect((await challengeOf(await tamperedToken('issuer'))).challenge).toBe(
    `Bearer error="invalid_token", error_description="The issuer 'http://localhost:1/elsewhere/v2.0' is invalid"`,
  )
  expect((await challengeOf(await tamperedToken('signature'))).challenge).toBe(
    `Bearer error="invalid_token", error_description="The signature is invalid"`,
  )
})

test('garbage is an invalid token without further words', async () => {
  expect(await challengeOf('garbage')).toEqual({
    status: 401,
    challenge: 'Bearer error="invalid_token"',
  })
})

test('a good token without the scope is a plain 403', async () => {
  local.stack.control.fault({ tamper: 'access token without scope', times: 1 })
  const { tokens } = await getTokens(local.stack)
  expect(await challengeOf(tokens['access_token'])).toEqual({ status: 403, challenge: null })
})

test('expireAccessTokens makes the API refuse the tokens that are out, and only those', async () => {
  const before = await getTokens(local.stack)
  const undo = local.stack.control.expireAccessTokens()
  const { status, challenge } = await challengeOf(before.tokens['access_token'])
  expect(status).toBe(401)
  expect(challenge).toContain('The token expired at')
  const after = await getTokens(local.stack, MISTY)
  expect((await readWeather(local.stack, after.tokens['access_token'])).status).toBe(200)
  undo()
  expect((await readWeather(local.stack, before.tokens['access_token'])).status).toBe(200)
})

test('only the origin of the app may read, with one preflight that is kept', async () => {
  const preflight = (origin: string) =>
    fetch(local.stack.weatherApi.url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    })
  const allowed = await preflight(APP_ORIGIN)
  expect(allowed.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN)
  expect(allowed.headers.get('access-control-max-age')).toBe('7200')
  const refused = await preflight('http://localhost:9998')
  expect(refused.headers.get('access-control-allow-origin')).toBeNull()
  const { headers } = await readWeather(local.stack, 'garbage')
  expect(headers.get('access-control-expose-headers')).toBe('WWW-Authenticate,Retry-After')
  expect(headers.get('vary')).toBe('Origin')
})

test('beyond a rate limit the API answers 429 and says how long to wait', async () => {
  const { tokens } = await getTokens(local.stack)
  const undo = local.stack.control.limitRate(2, 10)
  const statuses = async () => (await readWeather(local.stack, tokens['access_token'])).status
  expect([await statuses(), await statuses(), await statuses()]).toEqual([200, 200, 429])
  const { headers } = await readWeather(local.stack, tokens['access_token'])
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  local.stack.control.moveClock(10)
  expect(await statuses()).toBe(200)
  undo()
  for (let count = 0; count < 3; count++) expect(await statuses()).toBe(200)
})

test('an announced key rotation is invisible', async () => {
  const before = await getTokens(local.stack, SUNNY)
  expect((await readWeather(local.stack, before.tokens['access_token'])).status).toBe(200)
  local.stack.control.rotateKeys()
  const after = await getTokens(local.stack, SUNNY)
  for (const { tokens } of [before, after]) {
    expect((await readWeather(local.stack, tokens['access_token'])).status).toBe(200)
  }
  const asked = local.stack.control.exchanges({ endpoint: 'keys' })
  expect(asked.length).toBeLessThanOrEqual(1)
})
