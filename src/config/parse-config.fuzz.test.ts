import * as fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import type { Config } from './config.ts'
import { apisOf, ConfigError } from './config.ts'
import { parseConfig } from './parse-config.ts'
import { parseUrl } from './parse-url.ts'

const fuzz = inject('fuzz')

const good = {
  authority: 'https://login.microsoftonline.com/contoso.example',
  clientId: '11111111-2222-3333-4444-555555555555',
  weatherApi: {
    url: 'https://api.contoso.example/WeatherForecast',
    scope: 'api://w/access_as_user',
  },
  apis: { orders: { url: 'https://orders.contoso.example', scope: 'api://o/Orders.Read' } },
  tokenStorage: 'memory',
  authorityMetadata: {
    issuer: 'https://login.contoso.example/v2.0',
    authorization_endpoint: 'https://login.contoso.example/authorize',
    token_endpoint: 'http://localhost:5180/token',
    end_session_endpoint: 'https://login.contoso.example/logout',
    jwks_uri: 'https://login.contoso.example/keys',
  },
}

const urls = [
  'http://evil.example/x http://localhost.evil.example/x http://127.0.0.1.evil.example/x',
  'https://user@evil.example/t https://:secret@evil.example/t http://[::1]:80/x https://x/%2f%2f',
  '//evil.example/x /\\evil.example /WeatherForecast WeatherForecast HTTPS://EVIL.example/T',
  'javascript:alert(1) data:text/plain,x blob:https://x/y file:///x ftp://x/y wss://x/y',
  'https://evil.example/t https://evil.example/t?x https://evil.example/t#x https://evil.example/a/b',
]
  .flatMap((line) => line.split(' '))
  .concat('/\t/evil.example', ' https://evil.example/t ', '')
const value = fc.oneof(
  fc.constantFrom(...urls),
  fc.webUrl(),
  fc.string({ unit: 'binary' }),
  fc.jsonValue(),
)
const keys = [
  'authority',
  'clientId',
  'weatherApi',
  'weatherApi.url',
  'weatherApi.scope',
  'apis',
  'apis.orders.url',
  'tokenStorage',
]
const deepKeys = Object.keys(good.authorityMetadata).map((key) => `authorityMetadata.${key}`)
const key = fc.oneof(
  fc.constantFrom(...keys, 'authorityMetadata', ...deepKeys),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'weatherApi.__proto__',
    'authorityMetadata.extra',
  ),
  fc.string(),
)

/** The JSON text of a valid configuration with some values replaced. */
const spoilt = fc.array(fc.tuple(key, value), { minLength: 1, maxLength: 4 }).map((changes) => {
  const config: Record<string, unknown> = structuredClone(good)
  for (const [path, wrong] of changes) put(config, path.split('.'), wrong)
  return JSON.stringify(config)
})

function put(
  target: Record<string, unknown>,
  [first = '', ...rest]: string[],
  wrong: unknown,
): void {
  const inner = target[first]
  if (rest.length > 0 && typeof inner === 'object' && inner !== null) {
    put(inner as Record<string, unknown>, rest, wrong)
  } else
    Object.defineProperty(target, first, {
      value: wrong,
      enumerable: true,
      configurable: true,
      writable: true,
    })
}

/** @returns the configuration, or undefined for a ConfigError; throws any other error */
function read(json: unknown): Config | undefined {
  try {
    return parseConfig(json)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    expect(error.faults.length).toBeGreaterThan(0)
    for (const { problem, fix } of error.faults) {
      expect([typeof problem, typeof fix]).toEqual(['string', 'string'])
      expect(fix).not.toBe('')
    }
    return undefined
  }
}

function expectSafe(config: Config): void {
  const { authority, authorityMetadata } = config
  expect(authority).toMatch(/^\s*https:/i)
  expect(new URL(authority)).toMatchObject({ username: '', password: '', search: '', hash: '' })
  const apis = apisOf(config).map(({ url }) => url)
  const addresses = [...apis, ...Object.values(authorityMetadata ?? {})]
  for (const address of addresses) {
    const url = new URL(address, 'https://weather.example')
    expect([url.username, url.password]).toEqual(['', ''])
    const isNear = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
    expect(isNear ? ['https:', 'http:'] : ['https:']).toContain(url.protocol)
    if (!parseUrl(address)) expect(url.origin).toBe('https://weather.example')
  }
}

describe('parseConfig, for any content', { timeout: 120_000 }, () => {
  it(
    'accepts only safe values, and rejects all others with a problem and a fix',
    { tags: 'promise', meta: { requirement: 'RFC 6750 §5.3' } },
    () => {
      let taken = 0
      const property = fc.property(spoilt, (text) => {
        const config = read(JSON.parse(text))
        if (config === undefined) return
        expectSafe(config)
        taken += 1
      })
      fc.assert(property, fuzz)
      expect(taken, 'good configurations were among the cases').toBeGreaterThan(0)
    },
  )

  it('rejects any other JSON, and does not change a prototype', () => {
    const property = fc.property(fc.json(), (text) => {
      expect(read(JSON.parse(text))).toBeUndefined()
      expect(Object.keys(Object.prototype)).toEqual([])
    })
    fc.assert(property, fuzz)
  })
})
