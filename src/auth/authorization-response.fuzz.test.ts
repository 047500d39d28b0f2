import * as fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { readAuthorizationResponse, withoutResponse } from './authorization-response.ts'

const origin = 'https://weather.example'
const issuer = 'https://login.example/tenant/v2.0'
const isIssuer = (value: string) => value === issuer
const fuzz = inject('fuzz')

type Parameter = readonly [name: string, value: string]

const text = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '%',
    '%00',
    '&code=x',
    '#',
    '=',
    issuer,
    'https://evil.example',
    'x'.repeat(300),
  ),
)
const names = ['code', 'state', 'iss', 'error', 'error_description', 'client_info', 'session_state']
const strange = [
  'Code',
  'code ',
  'code[]',
  '/code',
  '__proto__',
  'ear_jwe',
  'cloud_instance_host_name',
  'admin_consent',
  'access_token',
  'id_token',
]
const name = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...names) },
  fc.constantFrom(...strange),
  fc.string(),
)
const parameters = fc.array(fc.tuple(name, text), { maxLength: 7 })

// A complete response with one fault is closer to passing than a random one.
const whole: fc.Arbitrary<Parameter[]> = fc
  .record({
    code: fc.string({ minLength: 1 }),
    state: fc.string({ minLength: 1 }),
    rest: parameters,
  })
  .chain(({ code, state, rest }) =>
    fc.shuffledSubarray<Parameter>([['code', code], ['state', state], ...rest], { minLength: 1 }),
  )

// Three ways to encode the same parameters in a URL.
const everyCharacter = (value: string) =>
  Array.from(
    new TextEncoder().encode(value),
    (byte) => `%${byte.toString(16).padStart(2, '0')}`,
  ).join('')
const spellings = [
  encodeURIComponent,
  everyCharacter,
  (value: string) => new URLSearchParams([['', value]]).toString().slice(1),
]

const fragment = fc
  .tuple(
    fc.oneof(parameters, whole),
    fc.nat({ max: spellings.length - 1 }),
    fc.constantFrom('', '/'),
  )
  .map(([list, spelling, lead]) => {
    const write = spellings[spelling] ?? encodeURIComponent
    const wellFormed = list.map(
      ([key, value]) => [key.toWellFormed(), value.toWellFormed()] as const,
    )
    return {
      list: wellFormed,
      hash: `#${lead}${wellFormed.map(([key, value]) => `${write(key)}=${write(value)}`).join('&')}`,
    }
  })

/** The rules again, written independently of the code. */
function mayBeTaken(list: readonly Parameter[]): boolean {
  const value = (key: string) => list.filter(([other]) => other === key).map(([, found]) => found)
  const printable = (key: string) => /^[ -~]+$/.test(value(key)[0] ?? '')
  return (
    new Set(list.map(([key]) => key)).size === list.length &&
    printable('state') &&
    printable('code') !== printable('error') &&
    value('code').length + value('error').length === 1 &&
    value('iss').every(isIssuer)
  )
}

describe('an authorization response with any content', { timeout: 120_000 }, () => {
  it(
    'is accepted if it follows every rule, and refused otherwise',
    { tags: 'promise', meta: { requirement: 'RFC 6749 §3.1, §4.1.2; RFC 9207 §2.4' } },
    () => {
      let taken = 0
      const property = fc.property(fragment, ({ list, hash }) => {
        const response = readAuthorizationResponse(new URL(`/${hash}`, origin), isIssuer)
        const isTaken = response !== undefined && response.refusal === undefined
        expect(isTaken).toBe(mayBeTaken(list))
        if (isTaken) taken += 1
      })
      fc.assert(property, fuzz)
      expect(taken, 'good answers were among the cases').toBeGreaterThan(0)
    },
  )

  it('reaches MSAL with exactly the values that were checked', () => {
    const property = fc.property(fragment, ({ list, hash }) => {
      const response = readAuthorizationResponse(new URL(`/${hash}`, origin), isIssuer)
      if (response === undefined || response.refusal !== undefined) return
      // As MSAL reads it.
      const handedOn = Object.entries(Object.fromEntries(new URLSearchParams(response.fragment)))
      for (const [key, value] of handedOn) expect(list).toContainEqual([key, value])
      for (const [key] of handedOn) expect(strange).not.toContain(key)
    })
    fc.assert(property, fuzz)
  })

  it(
    'is removed from the address bar completely',
    { tags: 'promise', meta: { requirement: 'RFC 9700 §4.3.2' } },
    () => {
      const query = fragment.map(({ hash }) => hash.replace('#', '?'))
      const path = fc.constantFrom('/', '/', '//evil.example/', '/forecast', '/%2f')
      const property = fc.property(path, query, fragment, (pathname, search, { hash }) => {
        const clean = new URL(withoutResponse(new URL(origin + pathname + search + hash)))
        expect(clean.origin + clean.pathname).toBe(origin + pathname)
        expect(readAuthorizationResponse(clean, isIssuer)).toBeUndefined()
        expect(withoutResponse(clean)).toBe(clean.href)
        if (pathname !== '/') return
        for (const key of ['code', 'state', 'error', 'admin_consent']) {
          expect(clean.searchParams.has(key)).toBe(false)
        }
      })
      fc.assert(property, fuzz)
    },
  )
})
