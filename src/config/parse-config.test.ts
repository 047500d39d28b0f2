import { describe, expect, it } from 'vitest'
import { apisOf, ConfigError, endpointsOf, findApi, tenantOf } from './config.ts'
import { parseConfig } from './parse-config.ts'

const complete = {
  authority: 'https://login.microsoftonline.com/contoso.example',
  clientId: '11111111-2222-3333-4444-555555555555',
  weatherApi: {
    url: 'https://api.contoso.example/WeatherForecast',
    scope: 'api://weather/access_as_user',
  },
}

function faultsOf(value: unknown) {
  try {
    parseConfig(value)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

describe('parseConfig', () => {
  it('accepts a complete configuration, and uses session storage for tokens by default', () => {
    expect(parseConfig(complete)).toEqual({ ...complete, tokenStorage: 'session' })
  })

  it('lists every fault with its key, problem and fix', () => {
    const faults = faultsOf({
      ...complete,
      authority: 'x',
      clientId: undefined,
      tokenStorage: 'local',
    })
    expect(faults.map(({ key, problem }) => `${key} ${problem}`)).toEqual([
      'authority cannot be "x".',
      'clientId is missing.',
      'tokenStorage cannot be "local".',
    ])
    for (const fault of faults) expect(fault.fix).toMatch(/^Set it to /)
  })

  it('reports an unknown key, and names the known keys', () => {
    const [fault] = faultsOf({ ...complete, weatherApi: { ...complete.weatherApi, scopes: [] } })
    expect(fault?.key).toBe('weatherApi.scopes')
    expect(fault?.fix).toContain('Known settings: weatherApi.url, weatherApi.scope.')
  })

  it.each(['__proto__', 'constructor', 'toString'])('reports the unknown key %s', (key) => {
    const [fault] = faultsOf(JSON.parse(JSON.stringify(complete).replace('{', `{"${key}":1,`)))
    expect(fault).toMatchObject({ key, fix: expect.stringContaining('Remove it') })
  })

  it.each([null, [], 'text', 3, true])(
    'reports that the file contains %j and not an object',
    (value) => {
      expect(faultsOf(value)).not.toHaveLength(0)
    },
  )

  it.each([
    '/WeatherForecast',
    'https://api.example/w',
    'http://localhost:7236/w',
    'http://127.0.0.1/w',
  ])('accepts %s as the URL of an API', (url) => {
    expect(faultsOf({ ...complete, weatherApi: { ...complete.weatherApi, url } })).toEqual([])
  })

  it.each([
    'http://api.example/w',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil',
    'javascript:alert(1)',
    'w',
    'https://user@api.example/',
    'https://:secret@api.example/',
  ])('rejects %j as the URL of an API', (url) => {
    const [fault] = faultsOf({ ...complete, weatherApi: { ...complete.weatherApi, url } })
    expect(fault?.key).toBe('weatherApi.url')
  })

  it.each([
    'https://reports.example/',
    'https://reports.example:8443/csp/enforce?key=a%3Bb&v=[1]',
    'http://localhost:9100/reports',
  ])('accepts %s as the collector of reports', (reportTo) => {
    expect(parseConfig({ ...complete, reportTo })).toMatchObject({ reportTo })
  })

  it.each([
    'http://reports.example/',
    'reports.example',
    '/reports',
    'https:reports.example/',
    'https://user:secret@reports.example/',
    'https://reports.example/#top',
    // These characters end a directive, a policy, a string or a directive of nginx, or start a variable there.
    'https://reports.example/a;b',
    'https://reports.example/a,b',
    'https://reports.example/?a="b"',
    'https://reports.example/?a=\\',
    'https://reports.example/$host',
    "https://reports.example/'none'",
    'https://reports.example/a b',
    'https://reports.example/a\nb',
    'https://réports.example/',
    5,
  ])('rejects %j as the collector of reports', (reportTo) => {
    const [fault] = faultsOf({ ...complete, reportTo })
    expect(fault).toMatchObject({ key: 'reportTo', fix: expect.stringContaining('https URL') })
  })

  it.each([
    'http://login.example/t',
    'https://login.example',
    'https://login.example/',
    'https://login.example/t/v2.0',
    'https://login.example/t/v2.0/',
    'https://login.example/t/oauth2/v2.0/authorize',
    'https://login.example/t?x=1',
    'https://:secret@login.example/t',
  ])('rejects %s as the authority', (authority) => {
    expect(faultsOf({ ...complete, authority }).map(({ key }) => key)).toEqual(['authority'])
  })
})

const tenant = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'
const metadata = {
  issuer: `https://login.example/${tenant}/v2.0`,
  authorization_endpoint: 'https://login.example/authorize',
  token_endpoint: 'https://login.example/token',
  end_session_endpoint: 'https://login.example/logout',
  jwks_uri: 'https://login.example/keys',
}

describe('parseConfig, normalizing', () => {
  it.each([
    ['11111111-AAAA-3333-BBBB-5555555555CC', '11111111-aaaa-3333-bbbb-5555555555cc'],
    [' 11111111-2222-3333-4444-555555555555\r\n', complete.clientId],
    ['\u200b11111111-2222-3333-4444-555555555555\u202c\ufeff', complete.clientId],
  ])('converts the client id %j to %s, as in tokens', (clientId, normal) => {
    expect(parseConfig({ ...complete, clientId }).clientId).toBe(normal)
  })

  it.each([
    `https://login.example/${tenant}/`,
    `https://login.example/${tenant}///`,
    `https://login.example//${tenant}`,
    `https://login.example/${tenant.toUpperCase()}`,
    `HTTPS://LOGIN.Example:443/${tenant}`,
    `https://login.example/${tenant}?`,
    `\n https://login.example/${tenant} `,
    `https:\\\\login.example\\${tenant}`,
  ])('reduces the authority %j to host and tenant, in lower case', (authority) => {
    const config = parseConfig({ ...complete, authority })
    expect(config.authority).toBe(`https://login.example/${tenant}`)
    expect(tenantOf(config.authority)).toBe(tenant)
    expect(endpointsOf(config)).toEqual({
      issuer: `https://login.example/${tenant}/v2.0`,
      authorization_endpoint: `https://login.example/${tenant}/oauth2/v2.0/authorize`,
      token_endpoint: `https://login.example/${tenant}/oauth2/v2.0/token`,
      end_session_endpoint: `https://login.example/${tenant}/oauth2/v2.0/logout`,
      jwks_uri: `https://login.example/${tenant}/discovery/v2.0/keys`,
    })
  })

  it('reports an authority with text after the tenant, which has to be removed', () => {
    const authority = `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/authorize`
    const [fault] = faultsOf({ ...complete, authority })
    expect(fault?.problem).toBe(`cannot be "${authority}".`)
    expect(fault?.fix).toContain('nothing after the tenant')
  })

  it.each([
    [`${metadata.issuer}/`, metadata.issuer],
    [`https://LOGIN.example/${tenant.toUpperCase()}/v2.0`, metadata.issuer],
    [' https://login.example/{tenantid}/v2.0', 'https://login.example/{tenantid}/v2.0'],
    ['https://login.example/oauth2/aUs1', 'https://login.example/oauth2/aUs1'],
  ])('converts the issuer %j to %s', (issuer, normal) => {
    const config = parseConfig({ ...complete, authorityMetadata: { ...metadata, issuer } })
    expect(endpointsOf(config)).toEqual({ ...metadata, issuer: normal })
  })

  it('trims URLs and scopes, and does not change them otherwise', () => {
    const url = 'https://api.Contoso.example/WeatherForecast/'
    const scope = 'api://ABCDEFAB-2222-3333-4444-555555555555/Access_As_User'
    const config = parseConfig({
      ...complete,
      weatherApi: { url: ` ${url}\n`, scope: `\t${scope} ` },
    })
    expect(config.weatherApi).toEqual({ url, scope })
  })

  it('reports an empty value once', () => {
    const faults = faultsOf({ ...complete, clientId: ' ', weatherApi: { url: '', scope: '\n' } })
    expect(faults.map(({ key }) => key)).toEqual(['clientId', 'weatherApi.url', 'weatherApi.scope'])
  })

  it.each(['api://weather/', 'api://weather/a/', 'api://weather/a api://weather/b', 'weather'])(
    'does not correct the malformed scope %j',
    (scope) => {
      const [fault] = faultsOf({ ...complete, weatherApi: { ...complete.weatherApi, scope } })
      expect(fault?.key).toBe('weatherApi.scope')
    },
  )
})

const orders = { url: 'https://orders.contoso.example', scope: 'api://orders/Orders.Read' }

describe('several APIs', () => {
  it('are listed by name, after the one of the template', () => {
    const config = parseConfig({ ...complete, apis: { orders } })
    expect(apisOf(config)).toEqual([
      { key: 'weatherApi', ...complete.weatherApi },
      { key: 'apis.orders', ...orders },
    ])
    expect(findApi(config, 'apis.orders')).toMatchObject(orders)
  })

  it('are validated like the first one, with key and fix for each fault', () => {
    const faults = faultsOf({
      ...complete,
      apis: { orders: { ...orders, url: 'http://orders.contoso.example' }, mail: { scope: 'x' } },
    })
    expect(faults.map(({ key }) => key)).toEqual([
      'apis.orders.url',
      'apis.mail.url',
      'apis.mail.scope',
    ])
    for (const { fix } of faults) expect(fix).toMatch(/^Set it to the (?:address|full name) of/)
  })

  it('need not include the one of the template, but at least one', () => {
    const { weatherApi: _, ...others } = complete
    expect(apisOf(parseConfig({ ...others, apis: { orders } }))).toHaveLength(1)
    for (const none of [others, { ...others, apis: {} }]) {
      expect(faultsOf({ ...none, clientId: 'x' }).map(({ key }) => key)).toEqual([
        'clientId',
        'weatherApi',
      ])
    }
  })

  it('must have simple names', () => {
    const [fault] = faultsOf({ ...complete, apis: { 'a.b': orders } })
    expect(fault).toMatchObject({
      key: 'apis.a.b',
      fix: expect.stringContaining('A name starts with'),
    })
  })

  it('are reported with their key when they are missing', () => {
    expect(() => findApi(parseConfig(complete), 'apis.orders')).toThrow(/apis\.orders is missing/)
  })
})
