import { expect, test } from 'vitest'
import { APP_ORIGIN, withFreshService } from './testing/test-service.ts'

const api = withFreshService()
const HOUR = 60 * 60

/** The statuses for tokens with 50 unknown key ids. */
async function flood(): Promise<number[]> {
  const unknown = Array.from({ length: 50 }, async (_, number) =>
    api.status(await api.authority.sign({}, { kid: `unknown-${number}` })),
  )
  return [...new Set(await Promise.all(unknown))]
}

const failures = () => api.logged.filter((message) => message === 'keys not fetched').length

/** Makes the API refresh its keys in the background during an outage, and waits until it has failed. */
async function failToRefresh(token: string): Promise<void> {
  const before = failures()
  await api.status(token)
  await expect.poll(failures).toBe(before + 1)
}

test(
  'a flood of unknown key ids causes at most one request for keys in 30 seconds',
  { tags: 'promise' },
  async () => {
    const good = await api.authority.sign()
    expect(await api.status(good)).toBe(200)
    const before = api.authority.keyRequests()
    expect(await flood()).toEqual([401])
    expect(api.authority.keyRequests()).toBe(before)
    api.passTime(31)
    const [unknown, known] = await Promise.all([flood(), api.status(good)])
    expect([unknown, known]).toEqual([[401], 200])
    expect(await flood()).toEqual([401])
    expect(api.authority.keyRequests()).toBe(before + 1)
    expect(api.logged).not.toContain('keys not fetched')
    const answer = await api.ask(await api.authority.sign({}, { kid: 'unknown' }))
    expect(answer.headers.get('www-authenticate')).toContain('The signature key was not found')
  },
)

test('the API accepts tokens of the next published key without another request', async () => {
  expect(await api.status(await api.authority.sign())).toBe(200)
  const before = api.authority.keyRequests()
  const old = await api.authority.sign()
  api.authority.rotateKey()
  expect(await api.status(await api.authority.sign())).toBe(200)
  expect(await api.status(old)).toBe(200)
  expect(api.authority.keyRequests()).toBe(before)
})

test('the API fetches an unannounced key after 30 seconds, and then refuses the withdrawn one', async () => {
  const old = await api.authority.sign()
  expect(await api.status(old)).toBe(200)
  api.authority.replaceKeys()
  expect(await api.status(await api.authority.sign())).toBe(401)
  api.passTime(31)
  expect(await api.status(await api.authority.sign())).toBe(200)
  expect(await api.status(old)).toBe(401)
})

test('the API refuses a withdrawn key after an hour, even if no token has a new key id', async () => {
  const stolen = await api.authority.sign({ exp: Date.now() / 1000 + 24 * HOUR })
  expect(await api.status(stolen)).toBe(200)
  api.authority.replaceKeys()
  const before = api.authority.keyRequests()
  api.passTime(HOUR)
  await expect.poll(() => api.status(stolen)).toBe(401)
  expect(api.authority.keyRequests()).toBe(before + 1)
})

test.each([
  ['is down', () => api.authority.setDown(true)],
  ['sends garbage', () => api.authority.setKeysBody('<html>')],
  ['sends no key set', () => api.authority.setKeysBody('{"keys":"none"}')],
  ['is gone', () => api.authority.close()],
])('without any keys the API returns 503 with Retry-After: the authority %s', async (_, fail) => {
  fail()
  const answer = await api.ask(await api.authority.sign())
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30'])
  expect(answer.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN)
  expect(api.logged).toContain('keys not fetched')
})

test('during an outage the API uses its keys for a day, then returns 503 until the authority is back', async () => {
  const later = { exp: Date.now() / 1000 + 48 * HOUR }
  const token = await api.authority.sign(later)
  expect(await api.status(token)).toBe(200)
  api.authority.setDown(true)
  for (let hour = 0; hour < 23; hour++) {
    api.passTime(HOUR)
    await failToRefresh(token)
    expect(await api.status(token)).toBe(200)
  }
  expect(await api.status('garbage')).toBe(401)
  // A new key may have signed it, so the API cannot decide.
  expect(await api.status(await api.authority.sign(later, { kid: 'unknown' }))).toBe(503)
  api.passTime(HOUR + 1)
  expect(await api.status(token)).toBe(503)
  api.authority.setDown(false)
  expect(await api.status(token)).toBe(200)
})

test('during an outage the API sends one request for the keys at a time', async () => {
  const token = await api.authority.sign()
  expect(await api.status(token)).toBe(200)
  api.passTime(31)
  const { asked, release } = api.authority.holdKeys()
  const before = api.authority.keyRequests()
  const answers = flood()
  await asked
  expect(await api.status(token)).toBe(200)
  expect(api.authority.keyRequests()).toBe(before + 1)
  release()
  expect(await answers).toEqual([401])
})
