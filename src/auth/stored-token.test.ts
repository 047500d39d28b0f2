import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Config } from '../config/config.ts'
import { findStoredToken, hasStoredToken } from './stored-token.ts'

const tid = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'
const now = Date.UTC(2026, 0, 1) / 1_000
const config: Config = {
  authority: `https://login.contoso.example/${tid}`,
  clientId: '11111111-2222-3333-4444-555555555555',
  weatherApi: { url: '/WeatherForecast', scope: 'api://weather/access_as_user' },
  tokenStorage: 'session',
}
const account = {
  homeAccountId: `someone.${tid}`,
  localAccountId: 'someone',
  environment: 'login.contoso.example',
  tenantId: tid,
  username: 'someone@weather.example',
}
const entry = {
  homeAccountId: account.homeAccountId,
  credentialType: 'AccessToken',
  secret: 'the token',
  cachedAt: String(now - 60),
  expiresOn: String(now + 3_600),
  extendedExpiresOn: String(now + 7_200),
  environment: account.environment,
  clientId: config.clientId,
  realm: tid,
  target: `openid ${config.weatherApi.scope}`,
  tokenType: 'Bearer',
}

function store(value: unknown): void {
  const key = `msal.3|${account.homeAccountId}|${account.environment}|accesstoken|rest`
  vi.stubGlobal('sessionStorage', {
    'weather.session': '{}',
    [key]: '',
    getItem: () => (typeof value === 'string' ? value : JSON.stringify(value)),
  })
}

beforeEach(() => {
  vi.useFakeTimers({ now: now * 1_000 })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('findStoredToken', () => {
  it('finds the token that MSAL keeps for this account, app and API', () => {
    store(entry)
    const expiresOn = new Date((now + 3_600) * 1_000)
    expect(findStoredToken(account, config)).toMatchObject({ accessToken: 'the token', expiresOn })
    expect(hasStoredToken()).toBe(true)
  })

  it('says when the identity provider would like it renewed', () => {
    store({ ...entry, refreshOn: String(now + 1_800) })
    const refreshOn = new Date((now + 1_800) * 1_000)
    expect(findStoredToken(account, config)).toMatchObject({ refreshOn })
  })

  it('takes a token that has just been kept, whose time MSAL rounds up', () => {
    store({ ...entry, cachedAt: String(now) })
    vi.setSystemTime(now * 1_000 - 400)
    expect(findStoredToken(account, config)).toBeDefined()
  })

  it.each([
    ['another account', { homeAccountId: `other.${tid}` }],
    ['another app', { clientId: '99999999-2222-3333-4444-555555555555' }],
    ['another API', { target: 'User.Read' }],
    ['part of a scope', { target: `${config.weatherApi.scope}.all` }],
    ['another tenant', { realm: '99999999-bbbb-cccc-dddd-eeeeeeeeeeee' }],
    ['another authority', { environment: 'login.elsewhere.example' }],
  ])('does not take the token of %s', (_, change) => {
    store({ ...entry, ...change })
    expect(findStoredToken(account, config)).toBeUndefined()
  })

  it.each([
    ['ends within five minutes', { expiresOn: String(now + 300) }],
    ['has ended', { expiresOn: String(now - 1) }],
    ['was kept by a clock that has been set back', { cachedAt: String(now + 1) }],
    ['is due to be renewed', { refreshOn: String(now) }],
    ['is bound to a key', { tokenType: 'pop' }],
    ['has no end', { expiresOn: undefined }],
    ['has an end that is no time', { expiresOn: 'soon' }],
    ['is no access token', { credentialType: 'IdToken' }],
    ['is empty', { secret: undefined }],
  ])('leaves a token to MSAL that %s', (_, change) => {
    store({ ...entry, ...change })
    expect(findStoredToken(account, config)).toBeUndefined()
    expect(hasStoredToken()).toBe(false)
  })

  it.each(['', 'not JSON', 'null', '[]', '{"id":"encrypted","nonce":"…"}'])(
    'leaves what it cannot read to MSAL: %j',
    (value) => {
      store(value)
      expect(findStoredToken(account, config)).toBeUndefined()
    },
  )

  it('takes nothing from an authority that was configured before', () => {
    store(entry)
    const moved = { ...config, authority: `https://login.elsewhere.example/${tid}` }
    expect(findStoredToken(account, moved)).toBeUndefined()
    const other = { ...config, authority: `${config.authority.slice(0, -1)}f` }
    expect(findStoredToken(account, other)).toBeUndefined()
  })

  it('knows under which name MSAL keeps what is from the public cloud', () => {
    const environment = 'login.windows.net'
    store({ ...entry, environment })
    const cloud = { ...config, authority: `https://login.microsoftonline.com/${tid}` }
    expect(findStoredToken({ ...account, environment }, cloud)).toBeDefined()
  })

  it('takes nothing from storage when tokens are to be in memory alone', () => {
    store(entry)
    expect(findStoredToken(account, { ...config, tokenStorage: 'memory' })).toBeUndefined()
  })

  it('finds nothing where storage is blocked', () => {
    vi.stubGlobal('sessionStorage', undefined)
    expect(findStoredToken(account, config)).toBeUndefined()
  })
})
