import { expect, test } from 'vitest'
import { isDate, randomForecast, removeDay } from './forecast.ts'
import { APP_ORIGIN, withFreshService } from './testing/test-service.ts'

const api = withFreshService()
const editor = { roles: ['Forecast.Editor'] }

/** A date of the forecast: 1 is tomorrow. */
const dayIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

const remove = async (date: string, claims: Record<string, unknown>) =>
  api.remove(date, await api.authority.sign(claims))

async function datesLeft(): Promise<string[]> {
  const answer = await api.ask(await api.authority.sign())
  return ((await answer.json()) as { date: string }[]).map(({ date }) => date)
}

test('a token with the scope and the app role removes a day, and later forecasts leave it out', async () => {
  const answer = await remove(dayIn(2), editor)
  expect([answer.status, await answer.text()]).toEqual([204, ''])
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN)
  expect(await datesLeft()).toEqual([1, 3, 4, 5].map(dayIn))
  expect((await remove(dayIn(2), editor)).status).toBe(404)
})

test.each([
  ['no roles', { roles: undefined }],
  ['another role', { roles: ['Forecast.Reader'] }],
  ['a longer name', { roles: ['Forecast.Editor2'] }],
  ['another case', { roles: ['forecast.editor'] }],
  ['a text that contains it', { roles: 'Forecast.Editor' }],
  ['the role as a scope', { scp: 'access_as_user Forecast.Editor' }],
])(
  'removing a day requires the app role in the access token: a claim with %s',
  { tags: 'promise', meta: { requirement: 'ASVS 8.2.1, 10.3.2' } },
  async (_, claims) => {
    expect((await remove(dayIn(1), claims)).status).toBe(403)
    expect(await datesLeft()).toContain(dayIn(1))
  },
)

test.each([
  ['no token', 401, undefined],
  ['a token for another API', 401, { ...editor, aud: 'another' }],
  ['a token without the scope', 403, { ...editor, scp: 'another_scope' }],
  ['a token of an app alone', 403, { ...editor, scp: undefined }],
])(
  'removing a day also requires what reading requires: %s gets %i with an empty body',
  { tags: 'promise', meta: { requirement: 'ASVS 8.2.1, 10.3.2' } },
  async (_, status, claims) => {
    const answer = await api.remove(dayIn(1), claims && (await api.authority.sign(claims)))
    expect([answer.status, await answer.text()]).toEqual([status, ''])
    expect(await datesLeft()).toContain(dayIn(1))
  },
)

test('without the role, problem details name it, and no challenge asks for a scope', async () => {
  const answer = await remove(dayIn(1), {})
  expect(answer.headers.get('www-authenticate')).toBeNull()
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN)
  expect(await answer.json()).toEqual({
    type: 'https://tools.ietf.org/html/rfc9110#section-15.5.4',
    title: 'Forbidden',
    status: 403,
    detail:
      'The app role Forecast.Editor is required. It is assigned in the registration of the API.',
    requiredRole: 'Forecast.Editor',
  })
})

test('a date that the forecast does not have gets 404 with problem details', async () => {
  for (const date of [dayIn(0), dayIn(6), '2000-01-01']) {
    const answer = await remove(date, editor)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.json()).toEqual({
      type: 'https://tools.ietf.org/html/rfc9110#section-15.5.5',
      title: 'Not Found',
      status: 404,
      detail: `There is no forecast for ${date}.`,
    })
  }
})

test.each(['today', '2030-02-30', '2030-1-1', '2030-01-31T00:00:00', '%zz', '%00', '12030-01-31'])(
  'the date %s gets 400 with problem details',
  async (date) => {
    const answer = await remove(date, editor)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.json()).toMatchObject({ title: 'Bad Request', status: 400 })
  },
)

test('a date of the calendar is recognised, and its text is not changed', () => {
  expect(['2028-02-29', '2030-12-31'].map(isDate)).toEqual([true, true])
  expect(['2030-02-29', '2030-13-01', '2030-00-00', ''].map(isDate)).toEqual(Array(4).fill(false))
})

test('only days of the current forecast are remembered', () => {
  const removed = new Set<string>()
  for (let days = 0; days < 100; days += 1) {
    const now = new Date(Date.now() + days * 86_400_000)
    for (const { date } of randomForecast(now)) removeDay(removed, date, now)
    expect(removeDay(removed, dayIn(days), now)).toBe(false)
    expect(removed.size).toBe(5)
  }
})

test('the role is not needed to read, and the path is case-insensitive', async () => {
  expect(await datesLeft()).toHaveLength(5)
  const headers = { authorization: `Bearer ${await api.authority.sign(editor)}` }
  const url = `${api.url.toUpperCase().replace(/^HTTP/, 'http')}/${dayIn(1)}`
  expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(204)
})
