import { describe, expect, it } from 'vitest'
import { deploymentValues } from './deployment-values.ts'
import { fillIn, partsOf, valuesNamedIn } from './fill-in.ts'

const values = deploymentValues('https://weather.example', {
  authority: 'https://login.microsoftonline.com/contoso.example',
  clientId: '11111111-2222-3333-4444-555555555555',
  weatherApi: { url: '/WeatherForecast', scope: 'api://weather/access_as_user' },
  tokenStorage: 'session',
})

describe('deploymentValues', () => {
  it('takes everything that a fix can name out of the configuration', () => {
    expect(values).toMatchObject({
      redirectUri: 'https://weather.example/',
      frameRedirectUri: 'https://weather.example/redirect.html',
      tenant: 'contoso.example',
      apiResource: 'api://weather',
      apiUrl: 'https://weather.example/WeatherForecast',
    })
  })

  it('makes the link with which an administrator consents for everybody', () => {
    const url = new URL(values.adminConsentUrl)
    expect(url.origin + url.pathname).toBe(
      'https://login.microsoftonline.com/contoso.example/v2.0/adminconsent',
    )
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: '11111111-2222-3333-4444-555555555555',
      scope: 'api://weather/access_as_user',
      redirect_uri: 'https://weather.example/',
    })
  })

  it('names the place in config.json while there is no configuration', () => {
    expect(deploymentValues('https://weather.example').clientId).toBe('clientId in config.json')
  })
})

describe('fillIn', () => {
  it('puts the values of the deployment into a text', () => {
    expect(fillIn('Register `{redirectUri}` for `{clientId}`.', values)).toBe(
      'Register `https://weather.example/` for `11111111-2222-3333-4444-555555555555`.',
    )
  })

  it('leaves braces alone that name no value', () => {
    expect(fillIn('{nothing} {}', values)).toBe('{nothing} {}')
  })
})

describe('partsOf', () => {
  it('tells values and addresses from words', () => {
    expect(partsOf('Set `a` by opening https://x.example/?y=1')).toEqual([
      { kind: 'words', text: 'Set ' },
      { kind: 'code', text: 'a' },
      { kind: 'words', text: ' by opening ' },
      { kind: 'link', text: 'https://x.example/?y=1' },
    ])
  })

  it('makes no link of an address that is to be written down, nor of anything but https', () => {
    expect(partsOf('`https://x.example/` javascript:alert(1)')).toEqual([
      { kind: 'code', text: 'https://x.example/' },
      { kind: 'words', text: ' javascript:alert(1)' },
    ])
  })
})

describe('valuesNamedIn', () => {
  it('lists each value once, in order', () => {
    expect(valuesNamedIn('{scope} {clientId} {scope}')).toEqual(['scope', 'clientId'])
  })
})
