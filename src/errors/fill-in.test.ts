import { describe, expect, it } from 'vitest'
import { parseConfig } from '../config/config.ts'
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
  it('takes everything that a text can name from the context', () => {
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

  it('makes the link with which an administrator consents for everyone', () => {
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

  it('names tenant and link of an authority that was written with a slash at the end', () => {
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

  it('names the redirect URIs of an app below a path', () => {
    const below = deploymentValues({ ...context, basePath: '/weather/' })
    expect(below.origin).toBe('https://app.example')
    expect(below.redirectUri).toBe('https://app.example/weather/')
    expect(below.frameRedirectUri).toBe('https://app.example/weather/redirect.html')
    const consent = new URL(below.adminConsentUrl).searchParams
    expect(consent.get('redirect_uri')).toBe('https://app.example/weather/')
  })

  it('names the place in config.json while there is no configuration', () => {
    const unread = deploymentValues({ ...context, config: undefined })
    expect(unread.clientId).toBe('clientId in config.json')
  })

  it('has a value for every name where no API is known', () => {
    const bare = deploymentValues({ ...context, apis: [] })
    expect(Object.keys(bare)).toEqual(Object.keys(values))
    expect(bare.api).toBe('service')
  })
})

describe('fillIn', () => {
  it('puts the values of the deployment into a text', () => {
    expect(fillIn('Register `{redirectUri}` for `{clientId}`.', values)).toBe(
      'Register `https://app.example/` for `11111111-2222-3333-4444-555555555555`.',
    )
  })

  it('leaves other braces alone', () => {
    expect(fillIn('{nothing} {}', values)).toBe('{nothing} {}')
  })
})

describe('partsOf', () => {
  it('separates values and addresses from words', () => {
    expect(partsOf('Set `a` by opening https://x.example/?y=1')).toEqual([
      { kind: 'words', text: 'Set ' },
      { kind: 'code', text: 'a' },
      { kind: 'words', text: ' by opening ' },
      { kind: 'link', text: 'https://x.example/?y=1' },
    ])
  })

  it('makes no link of an address between backticks, nor of anything but https', () => {
    expect(partsOf('`https://x.example/` javascript:alert(1)')).toEqual([
      { kind: 'code', text: 'https://x.example/' },
      { kind: 'words', text: ' javascript:alert(1)' },
    ])
  })
})

describe('namesIn', () => {
  it('lists each name once, in order', () => {
    expect(namesIn('{scope} {clientId} {scope}')).toEqual(['scope', 'clientId'])
  })
})
