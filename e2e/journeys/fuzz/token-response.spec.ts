import * as fc from 'fast-check'
import { expect } from 'playwright/test'
import { plainAccount } from '../../support/person.ts'
import { forgetTab } from '../../support/session-steps.ts'
import { test } from '../../support/fuzz/fixtures.ts'
import { hostileText } from '../../support/fuzz/hostile-text.ts'
import {
  casesOf,
  endingOf,
  fuzzTimeout,
  describeCase,
  emptyTally,
  replay,
} from '../../support/fuzz/try-cases.ts'

type Members = Record<string, unknown>

const value = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(
    null,
    0,
    -1,
    1e308,
    true,
    {},
    [],
    ['x'],
    'a.b.c',
    'e30.e30.',
    'e30.W10.x',
  ),
)
const dropped = fc.constant(undefined)

interface HostileAnswer {
  /** Changes to the members of the response; undefined removes one. */
  members?: Members
  /** Changes to the claims of the ID token. They break its signature. */
  claims?: Members
  status?: number
  /** Replaces the whole body. */
  body?: string
}

const one = (names: string[], values: fc.Arbitrary<unknown>): fc.Arbitrary<Members> =>
  fc.tuple(fc.constantFrom(...names), values).map(([name, found]) => ({ [name]: found }))

const members = ['access_token', 'id_token', 'client_info', 'expires_in', 'token_type', 'scope']
const claims = ['aud', 'iss', 'tid', 'nonce', 'exp', 'ver', 'oid', 'sub', 'preferred_username']

const hostileAnswer: fc.Arbitrary<HostileAnswer> = fc.oneof(
  one([...members, '__proto__'], fc.oneof(value, dropped)).map((found) => ({ members: found })),
  one(claims, fc.oneof(value, dropped)).map((found) => ({ claims: found })),
  fc
    .constantFrom('null', '[]', '"x"', '', '<html>', '{"access_token":', 'x'.repeat(2 ** 21))
    .map((body) => ({ body })),
  fc.record({
    status: fc.constantFrom(400, 401, 403, 429, 500, 503),
    members: fc.record({ error: value, suberror: value, error_description: value }),
  }),
)

function altered(body: string, { members: changes, claims: wrong, body: whole }: HostileAnswer) {
  if (whole !== undefined) return whole
  const answer = JSON.parse(body) as Members
  if (wrong) answer['id_token'] = withClaims(String(answer['id_token']), wrong)
  return JSON.stringify({ ...answer, ...changes })
}

function withClaims(token: string, wrong: Members): string {
  const [header = '', , signature = ''] = token.split('.')
  const payload = JSON.stringify({ ...claimsOf(token), ...wrong })
  return [header, Buffer.from(payload).toString('base64url'), signature].join('.')
}

function claimsOf(token: unknown): Members {
  try {
    return JSON.parse(
      Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString(),
    ) as Members
  } catch {
    return {}
  }
}

/** Whether a response still has the access token, and an ID token for this app, this sign-in and this time. */
function isGood(sent: string, received: string): boolean {
  try {
    const [before, after] = [JSON.parse(sent), JSON.parse(received)] as Members[]
    const [was, is] = [claimsOf(before?.['id_token']), claimsOf(after?.['id_token'])]
    const checked = ['aud', 'iss', 'tid', 'nonce'].every((name) => is[name] === was[name])
    const isInTime = Number(is['exp']) > Date.now() / 1000 - 300
    return checked && isInTime && after?.['access_token'] === before?.['access_token']
  } catch {
    return false
  }
}

// The seed replays a case. Traces of hundreds of cases take longer than the cases.
test.use({ trace: 'off' })

test(
  `token responses: only those for this sign-in are accepted, and no case is a dead end (${replay})`,
  {
    tag: ['@promise', '@long'],
    annotation: { type: 'requirement', description: 'RFC 6749 §5.1, §5.2' },
  },
  async ({ page, stack, provider }) => {
    test.setTimeout(fuzzTimeout)
    await stack.control.signInAs(page.context(), plainAccount)
    const endings = emptyTally()
    for (const hostile of casesOf(hostileAnswer)) {
      let mayPass = false
      provider.plant((answer, request) => {
        if (request.method !== 'POST' || !new URL(request.url).pathname.endsWith('/token')) return
        const sent = answer.body
        answer.body = altered(sent, hostile)
        answer.status = hostile.status ?? answer.status
        mayPass = answer.status === 200 && isGood(sent, answer.body)
      })
      await page.goto('/forecast')
      const ending = await endingOf(page, describeCase(hostile))
      if (!mayPass) expect(ending, `accepted: ${describeCase(hostile)}`).not.toBe('forecast')
      endings[ending] += 1
      await forgetTab(page)
    }
    console.info('Token responses ended at', endings)
    expect(Math.min(endings.forecast, endings.alert)).toBeGreaterThan(0)
  },
)
