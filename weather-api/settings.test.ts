import { describe, expect, it } from 'vitest'
import { FaultError } from '../command-line/fault.ts'
import { readSettings } from './settings.ts'

const none = { values: {}, faults: [] }

const good = {
  WEATHER_API_AUTHORITY: 'https://login.microsoftonline.com/contoso.example',
  WEATHER_API_AUDIENCE: '22222222-3333-4444-5555-666666666666',
}

describe('readSettings', () => {
  it('needs only authority and audience, and has defaults for the rest', () => {
    expect(readSettings(none, good)).toEqual({
      authority: good.WEATHER_API_AUTHORITY,
      audience: good.WEATHER_API_AUDIENCE,
      issuer: undefined,
      scope: 'access_as_user',
      origins: [],
      host: '127.0.0.1',
      port: 8080,
    })
  })

  it('lets an option override the environment', () => {
    const settings = readSettings(
      { values: { scope: ['Forecast.Read'] }, faults: [] },
      { ...good, WEATHER_API_SCOPE: 'x' },
    )
    expect(settings.scope).toBe('Forecast.Read')
  })

  it('converts an audience id to lower case, as in tokens', () => {
    const WEATHER_API_AUDIENCE = 'ABCDEFAB-3333-4444-5555-666666666666'
    const settings = readSettings(none, { ...good, WEATHER_API_AUDIENCE })
    expect(settings.audience).toBe('abcdefab-3333-4444-5555-666666666666')
  })

  it('keeps the case of an audience URI', () => {
    const settings = readSettings(none, { ...good, WEATHER_API_AUDIENCE: 'api://Weather' })
    expect(settings.audience).toBe('api://Weather')
  })

  it.each([
    [{ WEATHER_API_AUTHORITY: 'https://login.microsoftonline.com/common' }, 'must be one tenant'],
    [{ WEATHER_API_AUTHORITY: 'http://login.contoso.example/t' }, 'over https'],
    [{ WEATHER_API_ISSUER: 'http://sts.contoso.example/' }, 'not an https URL'],
    [{ WEATHER_API_ORIGINS: '*' }, '"*", which is not an origin'],
    [{ WEATHER_API_ORIGINS: 'https://weather.contoso.example/' }, 'is not an origin'],
    [{ WEATHER_API_SCOPE: 'api://weather/access_as_user' }, 'not the name of a scope'],
    [{ PORT: '80800' }, 'not a port number'],
  ])('refuses %j', (changes, words) => {
    expect(() => readSettings(none, { ...good, ...changes })).toThrow(FaultError)
    expect(() => readSettings(none, { ...good, ...changes })).toThrow(words)
  })
})
