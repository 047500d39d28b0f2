import { describe, expect, it } from 'vitest'
import type { Config } from '../config/config.ts'
import { findWrongClaim } from './id-token.ts'

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
  it('accepts a token that the authority issued for this app', () => {
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
  ])('rejects a wrong %s: %j', (claim, wrong) => {
    expect(findWrongClaim({ ...claims, ...wrong }, config, now)).toBe(claim)
  })

  it.each(['organizations', 'common', 'contoso.example'])(
    'accepts any tenant at the authority %s, with the issuer of that tenant',
    (tenant) => {
      const open = { ...config, authority: `https://login.microsoftonline.com/${tenant}` }
      expect(findWrongClaim(claims, open, now)).toBeUndefined()
      expect(findWrongClaim({ ...claims, tid: config.clientId }, open, now)).toBe('iss')
    },
  )

  it('accepts the issuer of External ID, which has the tenant in its host name', () => {
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

  it('accepts the configured issuer of a provider with its own endpoints', () => {
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
    // Some providers have an issuer with a trailing slash, which a configuration may omit.
    expect(findWrongClaim({ ...claims, iss: `${issuer}/` }, local, now)).toBeUndefined()
    expect(findWrongClaim({ ...claims, iss: `${issuer}/x` }, local, now)).toBe('iss')
    expect(findWrongClaim({ ...claims, iss: issuer.replace('v2', 'V2') }, local, now)).toBe('iss')
  })
})
