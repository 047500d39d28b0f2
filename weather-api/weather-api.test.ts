import { expect, test } from 'vitest'
import { withTestService } from './testing/test-service.ts'

// What every implementation of the API answers: contract.test.ts.

const api = withTestService()
const nowInSeconds = () => Math.floor(Date.now() / 1000)

async function challengeTo(accessToken: string) {
  const answer = await api.ask(accessToken)
  expect(await answer.text()).toBe('')
  return { status: answer.status, challenge: answer.headers.get('www-authenticate') }
}

/** `10/30/2025 10:00:00`, as .NET writes dates in messages. */
function aspNetDate(seconds: number): string {
  const [date, time] = new Date(seconds * 1000).toISOString().slice(0, 19).split('T')
  const [year, month, day] = String(date).split('-')
  return `${month}/${day}/${year} ${time}`
}

test('a token with the scope gets the forecast of five days, starting tomorrow', async () => {
  const answer = await api.ask(await api.authority.sign())
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
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

test('an expired token is accepted for 5 minutes, then the challenge says when it expired', async () => {
  const late = await api.authority.sign({ exp: nowInSeconds() - 200 })
  expect(await api.status(late)).toBe(200)
  const exp = nowInSeconds() - 400
  expect(await challengeTo(await api.authority.sign({ exp }))).toEqual({
    status: 401,
    challenge: `Bearer error="invalid_token", error_description="The token expired at '${aspNetDate(exp)}'"`,
  })
})

test('the challenge for a token that is not valid yet says when it becomes valid', async () => {
  expect(await api.status(await api.authority.sign({ nbf: nowInSeconds() + 200 }))).toBe(200)
  const nbf = nowInSeconds() + 400
  expect(await challengeTo(await api.authority.sign({ nbf }))).toEqual({
    status: 401,
    challenge: `Bearer error="invalid_token", error_description="The token is not valid before '${aspNetDate(nbf)}'"`,
  })
})

test('a claim cannot inject text into the header that quotes it', async () => {
  const aud = 'x", Basic realm="evil\r\nSet-Cookie: a=b'
  expect((await challengeTo(await api.authority.sign({ aud }))).challenge).toBe(
    `Bearer error="invalid_token", error_description="The audience 'xBasicrealmevilSet-Cookie:ab' is invalid"`,
  )
})
