import { describe, expect, it } from 'vitest'
import type { Config } from '../config/config.ts'
import { findWrongClaim, isIssuerOf } from './id-token.ts'

const tid = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'
const now = 1_700_000_000
const config: Config = {
  authority: `https://login.microsoftonline.com/${tid}`,
  clientId: '11111111-2222-3333-4444-555555555555',
  weatherApi: { url: '/WeatherForecast', scope: 'api://weather/access_as_user' },
  tokenStorage: 'session',
}
const claims = {
  aud: config.clientId,
  iss: `https://login.microsoftonline.com/${tid}/v2.0`,
  tid,
  exp: now + 3600,
}

describe('findWrongClaim', () => {
  it('finds nothing wrong with a token made for this app by its authority', () => {
    expect(findWrongClaim(claims, config, now)).toBeUndefined()
  })

  it.each([
    ['aud', { aud: 'another-app' }],
    ['aud', { aud: [config.clientId, 'another-app'] }],
    ['iss', { iss: `https://login.evil.example/${tid}/v2.0` }],
    ['iss', { iss: `https://login.microsoftonline.com/${tid}` }],
    ['iss', { iss: undefined }],
    ['tid', { tid: '00000000-0000-0000-0000-000000000000' }],
    ['tid', { tid: undefined }],
    ['exp', { exp: now - 301 }],
    ['exp', { exp: undefined }],
    ['exp', { exp: String(now + 3600) }],
  ])('refuses a wrong %s: %j', (claim, wrong) => {
    expect(findWrongClaim({ ...claims, ...wrong }, config, now)).toBe(claim)
  })

  it.each(['organizations', 'common', 'contoso.example'])(
    'lets any tenant in through the authority %s, with the issuer of that tenant',
    (tenant) => {
      const open = { ...config, authority: `https://login.microsoftonline.com/${tenant}` }
      expect(findWrongClaim(claims, open, now)).toBeUndefined()
      expect(findWrongClaim({ ...claims, tid: config.clientId }, open, now)).toBe('iss')
    },
  )

  it('takes the issuer of External ID, which names the tenant in its host', () => {
    const external = {
      ...config,
      authority: 'https://contoso.ciamlogin.com/contoso.onmicrosoft.com',
    }
    const iss = `https://${tid}.ciamlogin.com/${tid}/v2.0`
    expect(findWrongClaim({ ...claims, iss }, external, now)).toBeUndefined()
    expect(
      findWrongClaim({ ...claims, iss: 'https://evil.ciamlogin.com/x/v2.0' }, external, now),
    ).toBe('iss')
  })

  it('takes the issuer that the configuration gives for a provider elsewhere', () => {
    const issuer = `http://localhost:5180/${tid}/v2.0`
    const metadata = {
      issuer,
      authorization_endpoint: '',
      token_endpoint: '',
      end_session_endpoint: '',
      jwks_uri: '',
    }
    const local = { ...config, authorityMetadata: metadata }
    expect(findWrongClaim({ ...claims, iss: issuer }, local, now)).toBeUndefined()
    expect(findWrongClaim(claims, local, now)).toBe('iss')
    // Some providers end their issuer with a slash, and some people leave it out.
    expect(findWrongClaim({ ...claims, iss: `${issuer}/` }, local, now)).toBeUndefined()
    expect(findWrongClaim({ ...claims, iss: `${issuer}/x` }, local, now)).toBe('iss')
    expect(findWrongClaim({ ...claims, iss: issuer.replace('v2', 'V2') }, local, now)).toBe('iss')
  })
})

const other = '00000000-0000-4000-8000-000000000000'

describe('isIssuerOf', () => {
  it('knows the issuer of its own tenant', () => {
    expect(isIssuerOf(config, `https://login.microsoftonline.com/${tid}/v2.0`)).toBe(true)
  })

  it.each([
    `https://login.microsoftonline.com/${other}/v2.0`,
    `https://login.microsoftonline.com/${tid}`,
    `https://login.microsoftonline.com/${tid}/v2.0/`,
    `https://login.microsoftonline.com.evil.example/${tid}/v2.0`,
    `http://login.microsoftonline.com/${tid}/v2.0`,
    `https://evil.example/${tid}/v2.0`,
    '',
    'x',
  ])('does not know %j', (issuer) => {
    expect(isIssuerOf(config, issuer)).toBe(false)
  })

  it('takes the issuer of any tenant of an open authority, and of no other host', () => {
    const open = { ...config, authority: 'https://login.microsoftonline.com/organizations' }
    expect(isIssuerOf(open, `https://login.microsoftonline.com/${other}/v2.0`)).toBe(true)
    expect(isIssuerOf(open, 'https://login.microsoftonline.com/organizations/v2.0')).toBe(false)
    expect(isIssuerOf(open, `https://evil.example/${other}/v2.0`)).toBe(false)
  })

  it('takes the issuer that the configuration gives, whatever its form', () => {
    const authorityMetadata = {
      issuer: 'http://localhost:5180/tenant',
      authorization_endpoint: '',
      token_endpoint: '',
      end_session_endpoint: '',
      jwks_uri: '',
    }
    expect(isIssuerOf({ ...config, authorityMetadata }, 'http://localhost:5180/tenant')).toBe(true)
    expect(isIssuerOf({ ...config, authorityMetadata }, 'http://localhost:5180/')).toBe(false)
  })
})
