import { describe, expect, it } from 'vitest'
import { parseClaimsChallenge } from './claims-challenge.ts'

const claims = '{"access_token":{"nbf":{"essential":true, "value":"1635527790"}}}'
const base64 = Buffer.from(claims).toString('base64')
const challenge = (encoded: string) =>
  `Bearer realm="", authorization_uri="https://login.example/authorize?a=b", client_id="x", error="insufficient_claims", claims="${encoded}"`

describe('parseClaimsChallenge', () => {
  it('keeps the padding of base64, which looks like a separator', () => {
    expect(base64).toMatch(/=$/)
    expect(parseClaimsChallenge(challenge(base64))).toBe(claims)
  })

  it('keeps it without quotation marks, too', () => {
    const bare = `Bearer error=insufficient_claims, claims=${base64}`
    expect(parseClaimsChallenge(bare)).toBe(claims)
  })

  it('takes base64url without padding as well', () => {
    expect(parseClaimsChallenge(challenge(Buffer.from(claims).toString('base64url')))).toBe(claims)
  })

  it.each([
    null,
    '',
    'Bearer',
    'Bearer error="invalid_token", error_description="The token expired"',
    `Bearer error="invalid_token", claims="${base64}"`,
    challenge(''),
    challenge('%%%'),
    challenge(Buffer.from('not json').toString('base64')),
    challenge(Buffer.from('["access_token"]').toString('base64')),
    challenge(Buffer.from([0xff, 0xfe]).toString('base64')),
  ])('finds none in %j', (header) => {
    expect(parseClaimsChallenge(header)).toBeUndefined()
  })
})
