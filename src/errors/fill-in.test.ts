import { describe, expect, it } from 'vitest'
import { parseConfig } from '../config/parse-config.ts'
import { deploymentValues, type ErrorContext, fillIn, namesIn, partsOf } from './fill-in.ts'

const context: ErrorContext = {
  origin: 'https://app.example',
  config: {
    authority: 'https://login.microsoftonline.com/contoso.example',
    clientId: '11111111-2222-3333-4444-555555555555',
  },
  apis: [
    { title: 'order service', key: 'apis.orders', url: '/orders', scopes: ['api://orders/read'] },
  ],
  home: { title: 'start page', path: '/start' },
}
const values = deploymentValues(context)

describe('deploymentValues', () => {
  it('returns every value from the context', () => {
    expect(values).toMatchObject({
      redirectUri: 'https://app.example/',
      frameRedirectUri: 'https://app.example/redirect.html',
      tenant: 'contoso.example',
      scope: 'api://orders/read',
      apiResource: 'api://orders',
      apiUrl: 'https://app.example/orders',
      api: 'order service',
      apiKey: 'apis.orders',
      home: 'start page',
    })
  })

  it('returns the link for an administrator’s consent', () => {
    const url = new URL(values.adminConsentUrl)
    expect(url.origin + url.pathname).toBe(
      'https://login.microsoftonline.com/contoso.example/v2.0/adminconsent',
    )
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: '11111111-2222-3333-4444-555555555555',
      scope: 'api://orders/read',
      redirect_uri: 'https://app.example/',
    })
  })

  it('returns tenant and link for an authority with a trailing slash', () => {
    const { authority, tenant, adminConsentUrl } = deploymentValues({
      ...context,
      config: parseConfig({
        authority: 'https://login.microsoftonline.com/Contoso.example//',
        clientId: '11111111-2222-3333-4444-555555555555',
        weatherApi: { url: '/orders', scope: 'api://orders/read' },
      }),
    })
    expect(authority).toBe('https://login.microsoftonline.com/contoso.example')
    expect(tenant).toBe('contoso.example')
    expect(adminConsentUrl).toBe(values.adminConsentUrl)
  })

  it('returns the redirect URIs of an app below a path', () => {
    const below = deploymentValues({ ...context, basePath: '/weather/' })
    expect(below.origin).toBe('https://app.example')
    expect(below.redirectUri).toBe('https://app.example/weather/')
    expect(below.frameRedirectUri).toBe('https://app.example/weather/redirect.html')
    const consent = new URL(below.adminConsentUrl).searchParams
    expect(consent.get('redirect_uri')).toBe('https://app.example/weather/')
  })

  it('returns the names of the settings when there is no configuration', () => {
    const unread = deploymentValues({ ...context, config: undefined })
    expect(unread.clientId).toBe('clientId in config.json')
  })

  it('returns a value for every name when no API is known', () => {
    const bare = deploymentValues({ ...context, apis: [] })
    expect(Object.keys(bare)).toEqual(Object.keys(values))
    expect(bare.api).toBe('service')
  })
})

describe('fillIn', () => {
  it('replaces names by the values of the deployment', () => {
    expect(fillIn('Register `{redirectUri}` for `{clientId}`.', values)).toBe(
      'Register `https://app.example/` for `11111111-2222-3333-4444-555555555555`.',
    )
  })

  it('does not replace other braces', () => {
    expect(fillIn('{nothing} {}', values)).toBe('{nothing} {}')
  })
})

describe('partsOf', () => {
  it('splits a text into plain text, code and links', () => {
    expect(partsOf('Set `a` by opening https://x.example/?y=1')).toEqual([
      { kind: 'text', text: 'Set ' },
      { kind: 'code', text: 'a' },
      { kind: 'text', text: ' by opening ' },
      { kind: 'link', text: 'https://x.example/?y=1' },
    ])
  })

  it('makes no link of a URL between backticks, or of another scheme', () => {
    expect(partsOf('`https://x.example/` javascript:alert(1)')).toEqual([
      { kind: 'code', text: 'https://x.example/' },
      { kind: 'text', text: ' javascript:alert(1)' },
    ])
  })
})

describe('namesIn', () => {
  it('lists each name once, in order', () => {
    expect(namesIn('{scope} {clientId} {scope}')).toEqual(['scope', 'clientId'])
  })
})
