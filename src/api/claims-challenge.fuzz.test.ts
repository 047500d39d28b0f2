import * as fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { parseClaimsChallenge } from './claims-challenge.ts'

const fuzz = inject('fuzz')

// Not a real `Headers`, which would reject some of the values.
const parse = (header: string) => parseClaimsChallenge({ get: () => header } as unknown as Headers)

const claims = fc
  .record({ access_token: fc.dictionary(fc.string(), fc.jsonValue()), extra: fc.jsonValue() })
  .map((value) => JSON.stringify(value))
const alphabet = fc.constantFrom<BufferEncoding>('base64', 'base64url')
const noise = fc.constantFrom(
  'realm=""',
  'authorization_uri="https://x/?a=b,c"',
  'client_id=0000',
  'a="\\"claims=\\""',
)

// Challenges before and after it in the list.
const neighbour = fc.constantFrom(
  'Negotiate',
  'Negotiate YIIJ==',
  'Bearer',
  'Bearer error="invalid_token", error_description="Bearer error=\\"x\\", claims=e30="',
  'DPoP error="insufficient_claims", claims="e30="',
  '',
)

const piece = fc.oneof(
  fc.constantFrom(
    'Bearer ',
    'error=',
    '"insufficient_claims"',
    'claims=',
    '"',
    '\\',
    ',',
    '=',
    ' ',
    'e30=',
    'bnVsbA==',
  ),
  fc.string({ maxLength: 6 }),
)
// Valid challenges whose claims are not a claims request.
const anyClaims = fc
  .oneof(fc.json(), fc.string())
  .map((text) => `Bearer error="insufficient_claims", claims="${btoa(encodeURI(text))}"`)
const anyHeader = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
  anyClaims,
)

describe('parseClaimsChallenge, for any header', { timeout: 120_000 }, () => {
  it(
    'finds claims in base64 or base64url, padded or not, among other parameters and challenges',
    { tags: 'promise', meta: { requirement: 'RFC 9110 §11.2, RFC 4648 §3.2' } },
    () => {
      const property = fc.property(
        claims,
        alphabet,
        fc.array(noise, { maxLength: 3 }),
        fc.array(neighbour, { maxLength: 3 }),
        fc.array(neighbour, { maxLength: 3 }),
        (text, encoding, others, before, after) => {
          const value = Buffer.from(text).toString(encoding)
          const parameters = [...others, 'error="insufficient_claims"', `claims="${value}"`]
          const list = [...before, `Bearer ${parameters.join(', ')}`, ...after]
          expect(parse(list.join(', '))).toBe(text)
        },
      )
      fc.assert(property, fuzz)
    },
  )

  it('returns a valid claims request or nothing', () => {
    const property = fc.property(anyHeader, (header) => {
      const found = parse(header)
      if (found !== undefined) expect(JSON.parse(found)).toHaveProperty('access_token')
    })
    fc.assert(property, fuzz)
  })
})
