import { describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { explainErrorNumber, findErrorNumber } from './aadsts.ts'

const config: Config = {
  authority: 'https://login.microsoftonline.com/contoso.example',
  clientId: '11111111-2222-3333-4444-555555555555',
  weatherApi: { url: '/WeatherForecast', scope: 'api://weather/access_as_user' },
  tokenStorage: 'session',
}
const subject = { config, app: 'https://weather.contoso.example' }

describe('explainErrorNumber', () => {
  it('returns the explanation of the app, with the values of this deployment', () => {
    const { problem, fix } = explainErrorNumber('50011', subject)
    expect(problem).toBe('the address of this app is not registered (AADSTS50011).')
    expect(fix).toContain('`https://weather.contoso.example/redirect.html`')
  })

  it('names the redirect URIs of an app below a path', () => {
    const below = { config, app: 'https://contoso.example/weather' }
    const { fix } = explainErrorNumber('50011', below)
    expect(fix).toContain('`https://contoso.example/weather/`')
    expect(fix).toContain('`https://contoso.example/weather/redirect.html`')
  })

  it('names the setting of the requested API', () => {
    const orders = { key: 'apis.orders', url: '/Orders', scope: 'api://orders/Orders.Read' }
    const { fix } = explainErrorNumber('70011', subject, orders)
    expect(fix).toContain('Correct `apis.orders.scope` in config.json.')
    expect(fix).toContain('the app requests `api://orders/Orders.Read`')
    expect(explainErrorNumber('70011', subject).fix).toContain('`weatherApi.scope`')
  })

  it.each(['1', 'constructor'])('says where to look up the unknown number %s', (number) => {
    const { fix } = explainErrorNumber(number, subject)
    expect(fix).toBe(`Look up AADSTS${number} in Microsoft’s list of error codes.`)
  })
})

describe('findErrorNumber', () => {
  it('finds the first AADSTS number in a text', () => {
    expect(findErrorNumber('<p>AADSTS9002326: no. AADSTS50011</p>')).toBe('9002326')
    expect(findErrorNumber('an error')).toBeUndefined()
  })
})
