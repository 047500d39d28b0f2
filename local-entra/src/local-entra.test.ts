import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, expect, test, vi } from 'vitest'
import { freePort } from '../../command-line/testing/free-ports.ts'
import { type LocalEntra, startLocalEntra } from './local-entra.ts'
import type { LocalEntraOptions } from './options.ts'
import { defaultRegistrations } from './registrations/default-registrations.ts'
import { createHttpBrowser } from './testing/http-browser.ts'
import {
  answerOf,
  APP_ORIGIN,
  authorizationRequest,
  getTokens,
  MISTY,
  readWeather,
  refresh,
  SUNNY,
} from './testing/protocol-client.ts'

const running: LocalEntra[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((stack) => stack.close()))
})

async function start(options: LocalEntraOptions = {}) {
  const stack = await startLocalEntra({ appOrigins: [APP_ORIGIN], ...options })
  running.push(stack)
  return stack
}

test('tells an app everything it needs, and does not answer after it is closed', async () => {
  const stack = await start()
  const { origin } = stack.identity
  expect(stack.appConfig).toEqual({
    authority: `${origin.replace('http:', 'https:')}/10ca1000-57ac-4000-a000-00000000000a`,
    clientId: '10ca1000-57ac-4000-b000-000000000001',
    weatherApi: {
      url: `${stack.weatherApi.origin}/WeatherForecast`,
      scope: 'api://10ca1000-57ac-4000-c000-000000000001/access_as_user',
    },
    apis: {
      graph: {
        url: `${stack.graph.origin}/v1.0`,
        scope: 'https://graph.microsoft.com/User.Read',
      },
    },
    tokenStorage: 'session',
    authorityMetadata: {
      issuer: `${origin}/10ca1000-57ac-4000-a000-00000000000a/v2.0`,
      authorization_endpoint: `${origin}/10ca1000-57ac-4000-a000-00000000000a/oauth2/v2.0/authorize`,
      token_endpoint: `${origin}/10ca1000-57ac-4000-a000-00000000000a/oauth2/v2.0/token`,
      end_session_endpoint: `${origin}/10ca1000-57ac-4000-a000-00000000000a/oauth2/v2.0/logout`,
      jwks_uri: `${origin}/10ca1000-57ac-4000-a000-00000000000a/discovery/v2.0/keys`,
    },
  })
  expect((await fetch(stack.weatherApi.url)).status).toBe(401)
  await stack.close()
  await expect(fetch(stack.weatherApi.url)).rejects.toThrow('fetch failed')
})

test('gets an access token for a user without a browser, or says why it cannot', async () => {
  const { accessToken, weatherApi, control } = await start()
  const authorization = `Bearer ${await accessToken(SUNNY)}`
  expect((await fetch(weatherApi.url, { headers: { authorization } })).status).toBe(200)
  await expect(accessToken(SUNNY, 'api://none/read')).rejects.toThrow('AADSTS500011')
  control.changeAccount(SUNNY, { blocked: true })
  await expect(accessToken(SUNNY)).rejects.toThrow('AADSTS53003')
  await expect(accessToken('ada@none.example')).rejects.toThrow('there is no account')
  const { accessToken: withoutOrigin } = await start({ appOrigins: [] })
  await expect(withoutOrigin(SUNNY)).rejects.toThrow('Name an origin in `appOrigins`.')
})

test('tells an app of the APIs that have a setting, also of the first', async () => {
  const registrations = defaultRegistrations()
  const [first, old] = registrations.apis
  if (first) first.setting = { name: 'mine', url: 'http://localhost:7000/WeatherForecast' }
  if (old) old.setting = { name: 'oldWeather', url: 'http://localhost:7100/WeatherForecast' }
  const { appConfig, graph } = await start({ registrations })
  expect(appConfig.apis).toEqual({
    graph: { url: graph.url, scope: 'https://graph.microsoft.com/User.Read' },
    mine: {
      url: 'http://localhost:7000/WeatherForecast',
      scope: appConfig.weatherApi.scope,
    },
    oldWeather: {
      url: 'http://localhost:7100/WeatherForecast',
      scope: 'api://10ca1000-57ac-4000-c000-000000000002/access_as_user',
    },
  })
})

test('an API whose setting is named graph takes the place of Microsoft Graph, also when mounted', async () => {
  const registrations = defaultRegistrations()
  const [api] = registrations.apis
  const url = 'http://localhost:7000/graph'
  if (api) api.setting = { name: 'graph', url }
  const { appConfig, configAt } = await start({ registrations })
  expect(appConfig.apis).toEqual({ graph: { url, scope: appConfig.weatherApi.scope } })
  expect(configAt('https://app.example').apis).toEqual(appConfig.apis)
})

test('an API at an address of its own takes the place of the weather API, also when mounted', async () => {
  const url = 'http://localhost:5236/WeatherForecast'
  const { weatherApi, appConfig, configAt } = await start({ weatherApiUrl: url })
  expect(weatherApi).toEqual({ origin: 'http://localhost:5236', url })
  expect(appConfig.weatherApi).toEqual({ url, scope: expect.stringContaining('access_as_user') })
  expect(configAt('https://app.example').weatherApi).toEqual(appConfig.weatherApi)
  const { configAt: standard } = await start()
  expect(standard('https://app.example').weatherApi.url).toBe('https://app.example/WeatherForecast')
})

test('refuses a switch that does not exist', async () => {
  const { control } = await start()
  expect(() => control.setSwitch('refreshin' as 'refreshIn', true)).toThrow(
    'there is no switch refreshin',
  )
})

// Processor time, which other work of the machine hardly changes.
test('starts with less than 150 ms of processor time when the code is loaded', async () => {
  await start()
  const times: number[] = []
  for (let count = 0; count < 5; count++) {
    const before = process.cpuUsage()
    await start()
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1000)
  }
  expect(Math.min(...times), `times in ms: ${times.join(' ')}`).toBeLessThan(150)
})

test(
  '50 people sign in at the same time, each to a session of their own',
  { timeout: 180_000 },
  async () => {
    const stack = await start()
    const accounts = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? SUNNY : MISTY))
    const results = await Promise.all(accounts.map((account) => getTokens(stack, account)))
    const statuses = await Promise.all(
      results.map(async ({ tokens }) => (await readWeather(stack, tokens['access_token'])).status),
    )
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(new Set(results.map(({ answer }) => answer.get('session_state'))).size).toBe(50)
  },
)

test('does not start in production', { tags: 'promise' }, async () => {
  vi.stubEnv('NODE_ENV', 'production')
  await expect(startLocalEntra()).rejects.toThrow('does not start with NODE_ENV=production')
})

test('listens where only this machine can reach it', { tags: 'promise' }, async () => {
  const stack = await start()
  const port = new URL(stack.identity.origin).port
  // A server that listens on every address also responds at the addresses of the network.
  const others = Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.filter(({ family, internal }) => family === 'IPv4' && !internal),
  )
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200)
  for (const host of ['127.0.0.2', ...others.map(({ address }) => address)]) {
    await expect(fetch(`http://${host}:${port}/`), host).rejects.toThrow('fetch failed')
  }
})

test('a taken port is one sentence with the setting to change, and leaves nothing running', async () => {
  const occupant = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => occupant.once('listening', resolve))
  const { port } = occupant.address() as AddressInfo
  await expect(startLocalEntra({ weatherApiPort: port })).rejects.toThrow(
    `Port ${port}, wanted for the weather API, is already in use. Stop what uses it, or choose another port with LOCAL_WEATHER_API_PORT (npx local-entra: --weather-api-port).`,
  )
  occupant.close()
})

test('a start that fails leaves nothing running', async () => {
  const identityPort = await freePort()
  await expect(startLocalEntra({ identityPort, identityOrigin: 'login.example' })).rejects.toThrow(
    'Invalid URL',
  )
  await start({ identityPort })
})

const id = (digit: string) => `${digit}AAAAAAA-1111-4111-8111-111111111111`

test('registrations are as in a file: with defaults, in any case, and with every fault named', async () => {
  const tenant = { id: id('1'), domain: 'shop.example', name: 'Shop' }
  const app = { clientId: id('2'), name: 'Shop front', tenantId: id('1') }
  const api = {
    clientId: id('3'),
    name: 'Orders',
    identifierUri: 'api://orders',
    scopes: [{ value: 'access_as_user', consentText: 'Read your orders' }],
  }
  const carla = 'carla.till@shop.example'
  const account = { userName: carla, name: 'Carla Till', tenantId: id('1'), oid: id('4') }
  const registrations = { tenants: [tenant], apps: [app], apis: [api], accounts: [account] }
  const stack = await start({ registrations })
  expect((await readWeather(stack, await stack.accessToken(carla))).status).toBe(200)
  const withoutAccounts = { ...registrations, accounts: [], apps: [{ ...app, name: '' }] }
  const failure = startLocalEntra({ registrations: withoutAccounts })
  await expect(failure).rejects.toThrow(/apps\.0\.name [^]*accounts /)
})

test.each(['localhost:3000', 'http://localhost:3000/app', 'ftp://shop.example/', ''])(
  'an app at %j is refused in one sentence',
  async (address) => {
    await expect(startLocalEntra({ appOrigins: [address] })).rejects.toThrow(
      `${address} must be an origin, such as http://localhost:3000`,
    )
  },
)

test('a server that is resumed twice at once comes back once', async () => {
  const { control, weatherApi } = await start()
  await control.pause('weather-api')
  await Promise.all([control.resume('weather-api'), control.reset(), control.resume('weather-api')])
  expect((await fetch(weatherApi.url)).status).toBe(401)
})

test('an app that comes later is let in by its origin', async () => {
  const stack = await start({ appOrigins: [] })
  const silent = () =>
    createHttpBrowser(stack.identity.origin).open(
      authorizationRequest(stack, { prompt: 'none' }).url,
    )
  expect((await silent()).html).toContain('AADSTS50011')
  stack.control.addAppOrigin(APP_ORIGIN)
  expect(answerOf(await silent()).get('error')).toBe('login_required')
  await stack.control.reset()
  expect(answerOf(await silent()).get('error')).toBe('login_required')
})

test('an app below a path is let in by its address, and only there', async () => {
  const stack = await start({ appOrigins: ['http://localhost:3000/app/'] })
  const answerTo = async (redirect_uri: string) => {
    const { url } = authorizationRequest(stack, { prompt: 'none', redirect_uri })
    const { left, html } = await createHttpBrowser(stack.identity.origin).open(url)
    return left ? left.origin + left.pathname : /AADSTS\d+/.exec(html)?.[0]
  }
  for (const own of ['http://localhost:3000/app/', 'http://localhost:3000/app/redirect.html']) {
    expect(await answerTo(own)).toBe(own)
  }
  for (const other of ['http://localhost:3000/', 'http://localhost:3000/redirect.html']) {
    expect(await answerTo(other)).toBe('AADSTS50011')
  }
  const asked = await fetch(stack.weatherApi.url, { headers: { origin: 'http://localhost:3000' } })
  expect(asked.headers.get('access-control-allow-origin')).toBe('http://localhost:3000')
})

test('two stacks in one browser do not know of each other', async () => {
  const [one, two] = [await start(), await start()]
  const browser = createHttpBrowser(one.identity.origin)
  await one.control.signInAs(browser, SUNNY)
  await two.control.signInAs(browser, MISTY)
  expect(new Set(browser.cookies()).size).toBe(2)
})

test('the identity provider can go down and come back, and remembers everything', async () => {
  const stack = await start()
  const { tokens } = await getTokens(stack)
  await stack.control.pause()
  await expect(refresh(stack, tokens['refresh_token'])).rejects.toThrow('fetch failed')
  await stack.control.resume()
  expect((await refresh(stack, tokens['refresh_token'])).status).toBe(200)
})

test('reset forgets everybody and everything but the apps', async () => {
  const stack = await start()
  const { tokens, browser } = await getTokens(stack)
  stack.control.setSwitch('refreshIn', true)
  stack.control.requireMfa()
  stack.control.requireStepUp()
  stack.control.setForecast([])
  stack.control.changeAccount(SUNNY, { disabled: true })
  stack.control.moveClock(1000)
  stack.control.fault({ endpoint: 'token', status: 500 })
  await stack.control.pause()
  await expect(refresh(stack, tokens['refresh_token'])).rejects.toThrow('fetch failed')
  await stack.control.reset()
  expect(stack.control.exchanges()).toEqual([])
  expect((await refresh(stack, tokens['refresh_token'])).body['error_codes']).toEqual([70000])
  const silent = await browser.open(authorizationRequest(stack, { prompt: 'none' }).url)
  expect(answerOf(silent).get('error')).toBe('login_required')
  const again = await getTokens(stack)
  expect(again.tokens).not.toHaveProperty('refresh_in')
  const weather = await readWeather(stack, again.tokens['access_token'])
  expect(await weather.json()).toHaveLength(5)
})
