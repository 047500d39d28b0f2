import { describe, expect, it } from 'vitest'
import type { Config } from './config.ts'
import { isIssuerOf } from './issuer.ts'

const tid = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'
const config: Config = {
  authority: `https://login.microsoftonline.com/${tid}`,
  clientId: '11111111-2222-3333-4444-555555555555',
  weatherApi: { url: '/WeatherForecast', scope: 'api://weather/access_as_user' },
  tokenStorage: 'session',
}
const other = '00000000-0000-4000-8000-000000000000'

describe('isIssuerOf', () => {
  it('accepts the issuer of the configured tenant', () => {
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
  ])('rejects %j', (issuer) => {
    expect(isIssuerOf(config, issuer)).toBe(false)
  })

  it('accepts the issuer of any tenant of a multitenant authority, but not of another host', () => {
    const open = { ...config, authority: 'https://login.microsoftonline.com/organizations' }
    expect(isIssuerOf(open, `https://login.microsoftonline.com/${other}/v2.0`)).toBe(true)
    expect(isIssuerOf(open, 'https://login.microsoftonline.com/organizations/v2.0')).toBe(false)
    expect(isIssuerOf(open, `https://evil.example/${other}/v2.0`)).toBe(false)
  })

  it('accepts the configured issuer in any form', () => {
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
