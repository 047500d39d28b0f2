import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/config/config.ts'
import { configOf, type Settings } from './settings.ts'

const tenant = '99999999-8888-7777-6666-555555555555'
const complete: Settings = {
  tenant,
  clientId: '11111111-2222-3333-4444-555555555555',
  apiUrl: 'https://api.contoso.example/WeatherForecast',
  apiScope: 'api://weather/access_as_user',
}

function faultsOf(settings: Settings): string[] {
  try {
    configOf(settings)
  } catch (error) {
    if (error instanceof ConfigError)
      return error.faults.map(({ key, problem }) => `${key} ${problem}`)
    throw error
  }
  return []
}

describe('configOf', () => {
  it('makes the configuration that the app reads', () => {
    expect(configOf(complete)).toEqual({
      authority: `https://login.microsoftonline.com/${tenant}`,
      clientId: complete.clientId,
      weatherApi: { url: complete.apiUrl, scope: complete.apiScope },
      tokenStorage: 'session',
    })
  })

  it.each([
    [{ cloud: 'us-government' }, `https://login.microsoftonline.us/${tenant}`],
    [{ cloud: 'china' }, `https://login.partner.microsoftonline.cn/${tenant}`],
    [{ tenant: 'contoso.example' }, 'https://login.microsoftonline.com/contoso.example'],
    [
      { tenant: undefined, authority: 'https://contoso.ciamlogin.com' },
      'https://contoso.ciamlogin.com/contoso.onmicrosoft.com',
    ],
    [{ authority: 'https://contoso.ciamlogin.com' }, `https://contoso.ciamlogin.com/${tenant}`],
    [{ authority: 'https://login.contoso.example/' }, `https://login.contoso.example/${tenant}`],
    [
      { tenant: undefined, authority: `https://login.contoso.example/${tenant}/v2.0` },
      `https://login.contoso.example/${tenant}`,
    ],
    [
      { tenant: undefined, authority: `https://login.windows.net/${tenant}/` },
      `https://login.microsoftonline.com/${tenant}`,
    ],
    [
      { tenant: undefined, authority: `https://login.chinacloudapi.cn/${tenant}` },
      `https://login.partner.microsoftonline.cn/${tenant}`,
    ],
  ])('takes %j for the authority %s', (changes, authority) => {
    expect(configOf({ ...complete, ...changes }).authority).toBe(authority)
  })

  it('takes a path for an API on the own origin', () => {
    expect(configOf({ ...complete, apiUrl: '/WeatherForecast' }).weatherApi.url).toBe(
      '/WeatherForecast',
    )
  })

  it('lets options win over a file, and drops the endpoints of another authority', () => {
    const from = { ...configOf(complete), authorityMetadata: { issuer: 'https://old.example' } }
    const config = configOf({ from, tenant: 'contoso.example', tokenStorage: 'memory' })
    expect(config).toEqual({
      ...configOf(complete),
      authority: 'https://login.microsoftonline.com/contoso.example',
      tokenStorage: 'memory',
    })
  })

  it('names every fault at once, by the option that mends it', () => {
    expect(
      faultsOf({ tenant: 'my tenant', cloud: 'mars', apiUrl: 'weather', apiScope: 'x' }),
    ).toEqual([
      '--tenant cannot be "my tenant".',
      '--cloud cannot be "mars".',
      '--client-id is missing.',
      '--api-url cannot be "weather".',
      '--api-scope cannot be "x".',
    ])
  })

  it.each([
    [{ clientId: tenant }, '--client-id is the same as the tenant.'],
    [{ clientId: '00000000-0000-0000-0000-000000000000' }, '--client-id is all zeros.'],
    [
      { apiScope: `api://${complete.clientId}/access_as_user` },
      '--api-scope belongs to the single-page app itself.',
    ],
    [
      { cloud: 'china', authority: 'https://login.contoso.example' },
      '--authority and --cloud both name a host.',
    ],
    [
      { authority: `https://login.contoso.example/${tenant}` },
      '--authority names a tenant already, and so does --tenant.',
    ],
    [
      { tenant: undefined, authority: 'http://login.contoso.example/t' },
      '--authority cannot be "http://login.contoso.example/t".',
    ],
    [
      { apiUrl: 'http://api.contoso.example/w' },
      '--api-url cannot be "http://api.contoso.example/w".',
    ],
    [{ apiScope: 'access_as_user' }, '--api-scope cannot be "access_as_user".'],
    [{ from: { colour: 'red' } }, 'colour is not a known setting.'],
  ])('refuses %j: %s', (changes, fault) => {
    expect(faultsOf({ ...complete, ...changes })).toEqual([fault])
  })

  it.each([
    'http://localhost:7236/WeatherForecast',
    'https://localhost/WeatherForecast',
    'http://127.0.0.1/WeatherForecast',
    'https://127.9.9.9/WeatherForecast',
    'https://2130706433/WeatherForecast',
    'https://[::1]/WeatherForecast',
    'https://[::ffff:127.0.0.1]/WeatherForecast',
    'https://0.0.0.0/WeatherForecast',
    'https://api.localhost/WeatherForecast',
    'https://LOCALHOST./WeatherForecast',
  ])('refuses %s, which every browser takes for itself', (apiUrl) => {
    expect(faultsOf({ ...complete, apiUrl })).toHaveLength(1)
    expect(faultsOf({ ...complete, apiUrl })[0]).toMatch(/^--api-url names this machine alone/)
    expect(faultsOf({ ...complete, apiUrl, allowLoopback: true })).toEqual([])
  })

  it('refuses a loopback authority and loopback endpoints unless they are asked for', () => {
    const local = 'http://localhost:5180/t'
    const from = {
      ...configOf(complete),
      authority: 'https://localhost:5180/t',
      authorityMetadata: {
        issuer: local,
        authorization_endpoint: local,
        token_endpoint: local,
        end_session_endpoint: local,
        jwks_uri: local,
      },
    }
    expect(faultsOf({ from })).toHaveLength(6)
    expect(configOf({ from, allowLoopback: true })).toEqual(from)
  })
})
