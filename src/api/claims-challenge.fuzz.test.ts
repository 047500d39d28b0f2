import * as fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { parseClaimsChallenge } from './claims-challenge.ts'

const fuzz = inject('fuzz')

// Anything that a header can hold reaches the parser, also what `Headers` would refuse.
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

// What stands before or after it in a list of challenges.
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
// What is no claims request, in an otherwise good challenge.
const anyClaims = fc
  .oneof(fc.json(), fc.string())
  .map((text) => `Bearer error="insufficient_claims", claims="${btoa(encodeURI(text))}"`)
const anyHeader = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
  anyClaims,
)

describe('parseClaimsChallenge, whatever the header says', { timeout: 120_000 }, () => {
  it('finds the claims in either alphabet, padded or not, among other parameters and challenges', () => {
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
  })

  it('gives a claims request that an identity provider can read, or nothing', () => {
    const property = fc.property(anyHeader, (header) => {
      const found = parse(header)
      if (found !== undefined) expect(JSON.parse(found)).toHaveProperty('access_token')
    })
    fc.assert(property, fuzz)
  })
})
