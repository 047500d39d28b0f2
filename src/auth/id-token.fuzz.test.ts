import * as fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import type { Config } from '../config/config.ts'
import { findWrongClaim } from './id-token.ts'

const fuzz = inject('fuzz')
const tid = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'
const now = 1_700_000_000
const skew = 300
const config: Config = {
  authority: `https://login.microsoftonline.com/${tid}`,
  clientId: '11111111-2222-3333-4444-555555555555',
  weatherApi: { url: '/WeatherForecast', scope: 'api://weather/access_as_user' },
  tokenStorage: 'session',
}
const good = {
  aud: config.clientId,
  iss: `https://login.microsoftonline.com/${tid}/v2.0`,
  tid,
  exp: now + 3600,
}

const near = fc.constantFrom<unknown>(
  good.aud.toUpperCase(),
  [good.aud],
  `${good.aud} `,
  good.iss,
  `${good.iss}/`,
  good.iss.replace('https', 'http'),
  tid.toUpperCase(),
  tid.slice(1),
  now,
  now - skew,
  now - skew + 1,
  String(good.exp),
  Infinity,
  NaN,
  null,
)
const wrong = fc.oneof(near, fc.uuid(), fc.anything())
type Change = readonly [claim: string, value: unknown]
const anyChanges: fc.Arbitrary<Change[]> = fc.array(
  fc.tuple(fc.constantFrom('aud', 'iss', 'tid', 'exp'), wrong),
  { maxLength: 3 },
)
// The claims of a token of another tenant are consistent.
const ofAnotherTenant: fc.Arbitrary<Change[]> = fc.uuid().map((other) => [
  ['tid', other],
  ['iss', good.iss.replace(tid, other)],
])
const changes = fc.oneof({ weight: 9, arbitrary: anyChanges }, ofAnotherTenant)

describe('findWrongClaim, for any claims', { timeout: 120_000 }, () => {
  it(
    'accepts a token only if it is for this app, of this tenant and not expired',
    {
      tags: 'promise',
      meta: {
        requirement: 'OpenID Connect Core 1.0 §3.1.3.7; ASVS 10.5.1, 10.5.3, 10.5.4',
      },
    },
    () => {
      let passed = 0
      const property = fc.property(changes, (list) => {
        const claims: Record<string, unknown> = { ...good, ...Object.fromEntries(list) }
        const isGood =
          claims['aud'] === good.aud &&
          claims['iss'] === good.iss &&
          claims['tid'] === tid &&
          typeof claims['exp'] === 'number' &&
          claims['exp'] > now - skew
        expect(findWrongClaim(claims, config, now) === undefined).toBe(isGood)
        if (isGood) passed += 1
      })
      fc.assert(property, fuzz)
      expect(passed, 'good tokens were among the cases').toBeGreaterThan(0)
    },
  )
})
