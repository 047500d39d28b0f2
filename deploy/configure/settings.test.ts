import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/config/config.ts'
import { apiKeysIn, type ApiSettings, configOf, type Settings } from './settings.ts'

const tenant = '99999999-8888-7777-6666-555555555555'
const clientId = '11111111-2222-3333-4444-555555555555'
const weatherApi = {
  url: 'https://api.contoso.example/WeatherForecast',
  scope: 'api://weather/access_as_user',
}
const orders = { url: 'https://orders.contoso.example', scope: 'api://orders/Orders.Read' }
const complete: Settings = { tenant, clientId, apis: { weatherApi } }

/** Changes the weather API of `complete`. */
const withApi = (api: ApiSettings): Settings => ({
  apis: { weatherApi: { ...weatherApi, ...api } },
})

function thrownBy(settings: Settings): ConfigError | undefined {
  try {
    configOf(settings)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  return undefined
}

function faultsOf(settings: Settings): string[] {
  const faults = thrownBy(settings)?.faults ?? []
  return faults.map(({ key, problem }) => `${key} ${problem}`)
}

describe('the settings of npm run configure', () => {
  it.each([
    [{ weatherApi: { ...weatherApi, url: 'C:/Program Files/Git/WeatherForecast' } }, '--api-url'],
    [{ weatherApi: { ...weatherApi, url: 'D:\\msys64\\WeatherForecast' } }, '--api-url'],
    [
      { weatherApi, 'apis.orders': { ...orders, url: 'C:/tools/git/Orders' } },
      '--api-url orders=…',
    ],
  ])('names Git Bash as the cause of a Windows path for an API: %j', (apis, option) => {
    const faults = thrownBy({ ...complete, apis })?.faults
    expect(faults?.map(({ key }) => key)).toEqual([option])
    expect(faults?.[0]?.fix).toContain('MSYS_NO_PATHCONV=1')
  })

  it('needs no weather API if there is another one', () => {
    const { apis: _, ...others } = complete
    const settings = { ...others, apis: { 'apis.orders': orders } }
    expect(configOf(settings)).toMatchObject({ apis: { orders } })
    expect(configOf(settings).weatherApi).toBeUndefined()
    expect(apiKeysIn(settings)).toEqual(['apis.orders'])
    expect(apiKeysIn({ ...others, apis: {} })).toEqual(['weatherApi'])
    expect(apiKeysIn({ ...others, from: { apis: { orders } }, apis: {} })).toEqual(['apis.orders'])
  })

  it('builds the configuration of the app', () => {
    expect(configOf(complete)).toEqual({
      authority: `https://login.microsoftonline.com/${tenant}`,
      clientId,
      weatherApi,
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
  ])('turns %j into the authority %s', (changes, authority) => {
    expect(configOf({ ...complete, ...changes }).authority).toBe(authority)
  })

  it('normalises the values of a file: no trailing slash, lowercase ids', () => {
    const from = {
      ...configOf(complete),
      authority: `https://login.microsoftonline.com/${tenant}//`,
      clientId: 'ABCDEFAB-2222-3333-4444-555555555555\n',
    }
    expect(configOf({ from })).toEqual({
      ...configOf(complete),
      clientId: 'abcdefab-2222-3333-4444-555555555555',
    })
  })

  it('accepts a path for an API on the app’s own origin', () => {
    expect(configOf({ ...complete, ...withApi({ url: '/WeatherForecast' }) }).weatherApi?.url).toBe(
      '/WeatherForecast',
    )
  })

  it('lets options override a file, and drops the endpoints of another authority', () => {
    const from = { ...configOf(complete), authorityMetadata: { issuer: 'https://old.example' } }
    const config = configOf({ from, tenant: 'contoso.example', tokenStorage: 'memory' })
    expect(config).toEqual({
      ...configOf(complete),
      authority: 'https://login.microsoftonline.com/contoso.example',
      tokenStorage: 'memory',
    })
  })

  it('reports all faults at once, each named by the option that fixes it', () => {
    expect(
      faultsOf({
        tenant: 'my tenant',
        cloud: 'mars',
        apis: { weatherApi: { url: 'weather', scope: 'x' } },
      }),
    ).toEqual([
      '--tenant cannot be "my tenant".',
      '--cloud cannot be "mars".',
      '--client-id is missing.',
      '--api-url cannot be "weather".',
      '--api-scope cannot be "x".',
    ])
  })

  it.each([
    [{ clientId: tenant }, '--client-id is the same as the tenant ID.'],
    [{ clientId: ` ${tenant}\n` }, '--client-id is the same as the tenant ID.'],
    [{ clientId: '00000000-0000-0000-0000-000000000000' }, '--client-id is all zeros.'],
    [{ clientId: '0' }, '--client-id cannot be "0".'],
    [
      withApi({ scope: `api://${clientId}/access_as_user` }),
      '--api-scope belongs to the single-page app itself.',
    ],
    [
      { cloud: 'china', authority: 'https://login.contoso.example' },
      '--authority and --cloud both set the host.',
    ],
    [
      { authority: `https://login.contoso.example/${tenant}` },
      '--authority and --tenant both set the tenant.',
    ],
    [
      { tenant: undefined, authority: 'http://login.contoso.example/t' },
      '--authority cannot be "http://login.contoso.example/t".',
    ],
    [
      withApi({ url: 'http://api.contoso.example/w' }),
      '--api-url cannot be "http://api.contoso.example/w".',
    ],
    [withApi({ scope: 'access_as_user' }), '--api-scope cannot be "access_as_user".'],
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
  ])('refuses the loopback address %s', (url) => {
    const settings = { ...complete, ...withApi({ url }) }
    expect(faultsOf(settings)).toHaveLength(1)
    expect(faultsOf(settings)[0]).toMatch(/^--api-url is on this machine only/)
    expect(faultsOf({ ...settings, allowLoopback: true })).toEqual([])
  })

  it(
    'refuses a loopback authority and loopback endpoints without --allow-loopback',
    { tags: 'promise' },
    () => {
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
    },
  )
})

describe('the settings of npm run configure, with several APIs', () => {
  const both: Settings = { ...complete, apis: { weatherApi, 'apis.orders': orders } }

  it('adds a further API under its name', () => {
    expect(configOf(both)).toEqual({ ...configOf(complete), apis: { orders } })
  })

  it('keeps the APIs of a file, and replaces those that are given again', () => {
    const from = configOf(both)
    expect(configOf({ from })).toEqual(from)
    const url = '/Orders'
    const mail = { url: '/Mail', scope: 'api://mail/Mail.Read' }
    const config = configOf({ from, apis: { 'apis.orders': { url }, 'apis.mail': mail } })
    expect(config).toEqual({ ...from, apis: { orders: { ...orders, url }, mail } })
  })

  it('names each fault by its option and the name of the API', () => {
    const apis = {
      weatherApi,
      'apis.orders': { url: 'http://orders.contoso.example' },
      'apis.own': { url: 'https://localhost/own', scope: `api://${clientId}/access_as_user` },
      'apis.9th': orders,
    }
    expect(faultsOf({ ...complete, apis })).toEqual([
      '--api-url orders=… cannot be "http://orders.contoso.example".',
      '--api-scope orders=… is missing.',
      'apis.9th cannot be "9th".',
      '--api-scope own=… belongs to the single-page app itself.',
      '--api-url own=… is on this machine only: https://localhost/own.',
    ])
  })

  it.each([
    [
      { url: 'https://proxy.contoso.example/v1.0', scope: 'https://graph.microsoft.com/User.Read' },
      '--api-url graph=… is not Microsoft Graph, and the app would send a token for Microsoft Graph there.',
    ],
    [
      { url: '/graph', scope: 'https://graph.microsoft.com/User.Read' },
      '--api-url graph=… is not Microsoft Graph, and the app would send a token for Microsoft Graph there.',
    ],
    [
      { url: 'https://graph.microsoft.us/v1.0', scope: 'https://graph.microsoft.us/User.Read' },
      '--api-url graph=… is Microsoft Graph in another cloud than the authority.',
    ],
    [
      { url: 'https://graph.microsoft.com/v1.0', scope: 'https://graph.microsoft.us/User.Read' },
      '--api-scope graph=… belongs to Microsoft Graph at another host than the URL.',
    ],
    [
      { url: 'https://graph.microsoft.com/v1.0', scope: 'api://weather/access_as_user' },
      '--api-scope graph=… does not belong to Microsoft Graph, but the URL does.',
    ],
  ])('refuses an entry of Microsoft Graph that does not fit: %j', (api, fault) => {
    expect(faultsOf({ ...complete, apis: { weatherApi, 'apis.graph': api } })).toEqual([fault])
  })

  it.each([
    [{ cloud: 'us-government' }, 'https://dod-graph.microsoft.us'],
    [{ allowLoopback: true }, 'http://localhost:5183'],
  ])('accepts the other Microsoft Graph of %j at %s', (changes, origin) => {
    const host = origin.includes('localhost') ? 'https://graph.microsoft.com' : origin
    const graph = { url: `${origin}/v1.0`, scope: `${host}/User.Read` }
    const apis = { weatherApi, 'apis.graph': graph }
    expect(faultsOf({ ...complete, ...changes, apis })).toEqual([])
  })

  it('reports the faults of a file by their keys', () => {
    expect(faultsOf({ ...complete, from: { apis: 'orders' } })).toEqual([
      'apis cannot be "orders".',
    ])
    expect(faultsOf({ ...complete, from: { apis: { orders: { ...orders, colour: 1 } } } })).toEqual(
      ['apis.orders.colour is not a known setting.'],
    )
  })
})
