import { describe, expect, it } from 'vitest'
import { parseClaimsChallenge } from './claims-challenge.ts'

const claims = '{"access_token":{"nbf":{"essential":true, "value":"1635527790"}}}'
const base64 = Buffer.from(claims).toString('base64')
const challenge = (encoded: string) =>
  `Bearer realm="", authorization_uri="https://login.example/authorize?a=b", client_id="x", error="insufficient_claims", claims="${encoded}"`

const parse = (header: string | null) =>
  parseClaimsChallenge(new Headers(header === null ? {} : { 'WWW-Authenticate': header }))

describe('parseClaimsChallenge', () => {
  it('decodes base64 with padding, which looks like a separator', () => {
    expect(base64).toMatch(/=$/)
    expect(parse(challenge(base64))).toBe(claims)
  })

  it('decodes base64 with padding and without quotation marks', () => {
    expect(parse(`Bearer error=insufficient_claims, claims=${base64}`)).toBe(claims)
  })

  it('decodes base64url without padding', () => {
    expect(parse(challenge(Buffer.from(claims).toString('base64url')))).toBe(claims)
  })

  it.each([
    `${challenge(base64)}, Bearer error="invalid_token", error_description="The token expired, sorry"`,
    `Bearer error="invalid_token", error_description="Bearer, claims=\\"x\\"", ${challenge(base64)}`,
    `Bearer, ${challenge(base64)}, Bearer error="insufficient_claims", claims="e30="`,
    `Bearer error="insufficient_claims", claims="e30=", ${challenge(base64)}`,
    `${challenge(base64)}, ${challenge(base64)}`,
    `Negotiate, NTLM, ${challenge(base64)}`,
    `Negotiate YIIJvwYGKwYBBQUCoIIJszCCCa8=, ${challenge(base64)}, DPoP algs="ES256"`,
    `,, bearer error = "insufficient_claims" ,, claims\t=\t"${base64}",`,
    `BEARER ERROR="insufficient_claims", Claims="${base64}"`,
    `Bearer error="insufficient_claims", claims="${base64}", claims="e30="`,
  ])('finds claims among other challenges: %s', (header) => {
    expect(parse(header)).toBe(claims)
  })

  it('finds claims in one of several header fields', () => {
    const headers = new Headers({ 'WWW-Authenticate': 'Bearer error="invalid_token"' })
    headers.append('WWW-Authenticate', challenge(base64))
    headers.append('WWW-Authenticate', 'Negotiate')
    expect(parseClaimsChallenge(headers)).toBe(claims)
  })

  it.each([
    null,
    '',
    'Bearer',
    'Bearer error="invalid_token", error_description="The token expired"',
    `Bearer error="invalid_token", claims="${base64}"`,
    `DPoP error="insufficient_claims", claims="${base64}", Bearer`,
    `Bearer error="insufficient_claims", PoP claims="${base64}"`,
    `error="insufficient_claims", claims="${base64}", Bearer`,
    `Bearer error_description="error=insufficient_claims, claims=${base64}"`,
    `Bearer error="insufficient_claims", claims="${base64}`,
    `Bearer error="invalid_token, error=insufficient_claims, claims=${base64}`,
    challenge(''),
    challenge('%%%'),
    challenge(Buffer.from('not json').toString('base64')),
    challenge(Buffer.from('["access_token"]').toString('base64')),
    challenge(Buffer.from([0xff, 0xfe]).toString('base64')),
  ])('finds no claims in %j', (header) => {
    expect(parse(header)).toBeUndefined()
  })
})
