import { describe, expect, it } from 'vitest'
import { apisOf, ConfigError, findApi, parseConfig } from './config.ts'

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
  it('takes a complete configuration and keeps tokens in session storage unless told otherwise', () => {
    expect(parseConfig(complete)).toEqual({ ...complete, tokenStorage: 'session' })
  })

  it('lists every fault at once, each with its key, problem and fix', () => {
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

  it('takes an unknown key for a fault and names the keys it knows', () => {
    const [fault] = faultsOf({ ...complete, weatherApi: { ...complete.weatherApi, scopes: [] } })
    expect(fault?.key).toBe('weatherApi.scopes')
    expect(fault?.fix).toContain('Known here: weatherApi.url, weatherApi.scope.')
  })

  it.each(['__proto__', 'constructor', 'toString'])('has words for the key %s too', (key) => {
    const [fault] = faultsOf(JSON.parse(JSON.stringify(complete).replace('{', `{"${key}":1,`)))
    expect(fault).toMatchObject({ key, fix: expect.stringContaining('Remove it') })
  })

  it.each([null, [], 'text', 3, true])(
    'says so when the file holds %j instead of an object',
    (value) => {
      expect(faultsOf(value)).not.toHaveLength(0)
    },
  )

  it.each([
    '/WeatherForecast',
    'https://api.example/w',
    'http://localhost:7236/w',
    'http://127.0.0.1/w',
  ])('takes %s as the address of the API', (url) => {
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
  ])('refuses to send a bearer token to %j', (url) => {
    const [fault] = faultsOf({ ...complete, weatherApi: { ...complete.weatherApi, url } })
    expect(fault?.key).toBe('weatherApi.url')
  })

  it.each([
    'http://login.example/t',
    'https://login.example',
    'https://login.example/t/v2.0',
    'https://login.example/t?x=1',
    'https://:secret@login.example/t',
  ])('refuses %s as an authority', (authority) => {
    expect(faultsOf({ ...complete, authority }).map(({ key }) => key)).toEqual(['authority'])
  })
})

const orders = { url: 'https://orders.contoso.example', scope: 'api://orders/Orders.Read' }

describe('several APIs', () => {
  it('come by name, after the one that every deployment has', () => {
    const config = parseConfig({ ...complete, apis: { orders } })
    expect(apisOf(config)).toEqual([
      { key: 'weatherApi', ...complete.weatherApi },
      { key: 'apis.orders', ...orders },
    ])
    expect(findApi(config, 'apis.orders')).toMatchObject(orders)
  })

  it('are checked like the first, each fault with its key and fix', () => {
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

  it('need not hold the one of the template, but one at least', () => {
    const { weatherApi: _, ...others } = complete
    expect(apisOf(parseConfig({ ...others, apis: { orders } }))).toHaveLength(1)
    for (const none of [others, { ...others, apis: {} }]) {
      expect(faultsOf({ ...none, clientId: 'x' }).map(({ key }) => key)).toEqual([
        'clientId',
        'weatherApi',
      ])
    }
  })

  it('have simple names', () => {
    const [fault] = faultsOf({ ...complete, apis: { 'a.b': orders } })
    expect(fault).toMatchObject({ key: 'apis.a.b', fix: expect.stringContaining('A name is') })
  })

  it('are missing with a fix that names the key', () => {
    expect(() => findApi(parseConfig(complete), 'apis.orders')).toThrow(/apis\.orders is missing/)
  })
})
