import * as fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { parseClaimsChallenge } from './claims-challenge.ts'

const fuzz = inject('fuzz')

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
const anyHeader = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''))

describe('parseClaimsChallenge, whatever the header says', { timeout: 120_000 }, () => {
  it('finds the claims in either alphabet, padded or not, among other parameters', () => {
    const property = fc.property(
      claims,
      alphabet,
      fc.array(noise, { maxLength: 3 }),
      (text, encoding, others) => {
        const value = Buffer.from(text).toString(encoding)
        const parameters = [...others, 'error="insufficient_claims"', `claims="${value}"`]
        expect(parseClaimsChallenge(`Bearer ${parameters.join(', ')}`)).toBe(text)
      },
    )
    fc.assert(property, fuzz)
  })

  it('gives a claims request that an identity provider can read, or nothing', () => {
    const property = fc.property(anyHeader, (header) => {
      const found = parseClaimsChallenge(header)
      if (found !== undefined) expect(JSON.parse(found)).toHaveProperty('access_token')
    })
    fc.assert(property, fuzz)
  })
})
