import { request } from 'node:http'
import { expect, test } from 'vitest'
import { APP_ORIGIN, withTestService } from './testing/test-service.ts'

const api = withTestService()

const hostileOrigins = [
  'null',
  'https://evil.example',
  `${APP_ORIGIN}.evil.example`,
  `${APP_ORIGIN}/`,
  `${APP_ORIGIN}0`,
  `${APP_ORIGIN}:8443`,
  APP_ORIGIN.replace('https:', 'http:'),
  APP_ORIGIN.toUpperCase(),
  `https://evil.example?${APP_ORIGIN}`,
  'http://localhost',
  'file://',
]

test.each(hostileOrigins)(
  'no page of %s can read a response, even with a valid token',
  { tags: 'promise', meta: { requirement: 'Fetch §3.3; ASVS 3.4.2, 3.5.1, 3.5.2' } },
  async (origin) => {
    const authorization = `Bearer ${await api.authority.sign()}`
    const answers = [
      await fetch(api.url, { headers: { origin, authorization } }),
      await fetch(api.url, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'authorization',
        },
      }),
    ]
    for (const { headers } of answers) {
      expect(headers.get('access-control-allow-origin')).toBeNull()
      expect(headers.get('access-control-allow-credentials')).toBeNull()
    }
    expect(answers[0]?.headers.get('vary')).toContain('Origin')
  },
)

test(
  'a flood of made-up tokens causes at most one request for keys, and valid tokens still work',
  { tags: 'promise' },
  async () => {
    const good = await api.authority.sign()
    const before = api.authority.keyRequests()
    const made = Array.from({ length: 500 }, (_, number) => {
      const header = Buffer.from(JSON.stringify({ alg: 'RS256', kid: `made-up-${number}` }))
      return `${header.toString('base64url')}.e30.AA`
    })
    const answers = await Promise.all([...made.map(api.status), api.status(good)])
    expect(answers.pop()).toBe(200)
    expect(new Set(answers)).toEqual(new Set([401]))
    expect(api.authority.keyRequests() - before).toBeLessThanOrEqual(1)
  },
)

test(
  'a token of 48 kB is refused with 431, before it is parsed (RFC 6585 §5)',
  { tags: 'promise' },
  async () => {
    expect(await api.status('a'.repeat(48_000))).toBe(431)
  },
)

test.each([200, 450])('a valid token with %i groups is accepted', async (count) => {
  const groups = Array.from({ length: count }, () => crypto.randomUUID())
  const token = await api.authority.sign({ groups })
  expect(token.length).toBeGreaterThan(count * 50)
  expect(await api.status(token)).toBe(200)
})

/** Announces a body of 1 GB and sends its first bytes. */
function announceGigabyte(method: string, url = api.url): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': 2 ** 30, 'content-type': 'application/json' }
    const sent = request(url, { method, headers }, (answer) => {
      resolve(answer.statusCode)
      sent.destroy()
    })
    sent.on('error', reject)
    sent.write('['.repeat(1_000))
  })
}

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
  'a %s gets its 404 without waiting for the body',
  { tags: 'promise' },
  async (method) => {
    expect(await announceGigabyte(method)).toBe(404)
  },
)

test(
  'a DELETE of a day without a token gets its 401 without waiting for the body',
  { tags: 'promise' },
  async () => {
    expect(await announceGigabyte('DELETE', `${api.url}/2030-01-31`)).toBe(401)
  },
)
