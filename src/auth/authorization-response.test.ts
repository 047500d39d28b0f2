import { describe, expect, it } from 'vitest'
import {
  hasSignedOut,
  readAuthorizationResponse,
  readConsent,
  withoutResponse,
} from './authorization-response.ts'

const origin = 'https://weather.example'
const issuer = 'https://login.example/tenant/v2.0'
const isIssuer = (value: string) => value === issuer

const read = (path: string) => readAuthorizationResponse(new URL(path, origin), isIssuer)

describe('readAuthorizationResponse', () => {
  it.each([
    '/#code=abc&state=xyz&session_state=s',
    '/#code=abc&client_info=c&state=xyz',
    `/#code=abc&state=xyz&iss=${encodeURIComponent(issuer)}`,
    '/#error=access_denied&error_subcode=cancel&state=xyz',
  ])('accepts %s', (path) => {
    expect(read(path)?.refusal).toBeUndefined()
    expect(new URLSearchParams(read(path)?.fragment)).toEqual(new URLSearchParams(path.slice(2)))
  })

  it.each(['/', '/#', '/#thursday', '/forecast#code=abc&state=xyz', '/?code=abc&state=xyz'])(
    'finds no response in %s',
    (path) => expect(read(path)).toBeUndefined(),
  )

  it.each([
    ['a repeated parameter (RFC 6749 §3.1)', '/#code=a&code=b&state=x'],
    ['a parameter repeated in another encoding', '/#code=a&%63ode=b&state=x'],
    ['a repeated parameter after a slash', '/#/code=a&code=b&state=x'],
    ['a repeated unknown parameter', '/#code=a&state=x&y=1&y=2'],
    ['another issuer (RFC 9207 §2.4)', '/#code=a&state=x&iss=https://evil.example'],
    ['another issuer after a slash', '/#/iss=https://evil.example&code=a&state=x'],
    ['an empty issuer', '/#code=a&state=x&iss='],
    ['no state (RFC 6749 §10.12)', '/#code=a'],
    ['an empty state', '/#code=a&state='],
    ['an empty code', '/#code=&state=x'],
    ['both a code and an error', '/#code=a&error=access_denied&state=x'],
    ['neither a code nor an error', '/#state=x'],
    ['a control character in the code (RFC 6749 A.11)', '/#code=a%00&state=x'],
    ['a line break in the state (RFC 6749 A.5)', '/#code=a&state=x%0a'],
    ['a letter outside ASCII in the error (RFC 6749 A.7)', '/#error=%C3%BC&state=x'],
  ])('refuses %s', (_, path) => {
    expect(read(path)?.refusal).toMatch(/^The /)
  })

  it('passes on no unknown parameter (RFC 6749 §4.1.2)', () => {
    const path = '/#code=a&state=x&cloud_instance_host_name=evil.example&ear_jwe=e&constructor=c'
    expect(read(path)?.fragment).toBe('code=a&state=x')
  })
})

const consent = (path: string) => readConsent(new URL(path, origin))

describe('readConsent', () => {
  it('reports that consent was granted', () => {
    expect(consent('/?admin_consent=True&tenant=t&scope=api%3A%2F%2Fa%2Fb&state=1')).toBe('granted')
  })

  it.each([
    '/?error=access_denied&error_subcode=cancel&state=1',
    '/?error=access_denied&error_description=AADSTS65004%3a+No.&admin_consent=True&state=1#',
    '/?admin_consent=True&error=consent_required',
    '/?error=',
    '/?admin_consent=False',
    '/?admin_consent=',
  ])('reports a refusal for %s', (path) => {
    expect(consent(path)).toMatchObject({ code: 'consent_refused' })
  })

  it('keeps the description, whose number is the reason', () => {
    const { message } = consent('/?error=access_denied&error_description=AADSTS50020:%20x') as Error
    expect(message).toBe('AADSTS50020: x')
  })

  it.each(['/', '/?tenant=t&state=1', '/forecast?admin_consent=True', '/x?error=access_denied'])(
    'reports nothing for %s',
    (path) => expect(consent(path)).toBeUndefined(),
  )
})

describe('hasSignedOut', () => {
  it.each([
    ['/?state=1', true],
    ['/?error=access_denied&state=1', false],
    ['/?admin_consent=True&state=1', false],
    ['/forecast?state=1', false],
  ])('recognises whether %s is a redirect after sign-out: %s', (path, isSo) => {
    expect(hasSignedOut(new URL(path, origin))).toBe(isSo)
  })
})

describe('withoutResponse', () => {
  it.each([
    ['/#code=abc&state=xyz', '/'],
    ['/#/code=abc&state=xyz', '/'],
    ['/#error=access_denied&state=xyz', '/'],
    ['/?state=from-sign-out', '/'],
    ['/?code=abc&state=xyz#code=abc', '/'],
    ['/?admin_consent=True&tenant=t&scope=s#', '/'],
    ['/?state=from-sign-out#thursday', '/#thursday'],
    ['/?utm=1', '/?utm=1'],
    ['/forecast?days=5#thursday', '/forecast?days=5#thursday'],
  ])('cleans %s', (path, clean) => {
    expect(withoutResponse(new URL(path, origin))).toBe(origin + clean)
  })

  it('does not turn a path that begins with two slashes into a host', () => {
    const clean = withoutResponse(new URL(`${origin}//evil.example/`))
    expect(new URL(clean, origin).origin).toBe(origin)
  })
})
