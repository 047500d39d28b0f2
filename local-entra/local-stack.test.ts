import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, expect, test, vi } from 'vitest'
import { type LocalStack, type LocalStackOptions, startLocalStack } from './local-stack.ts'
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

const running: LocalStack[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((stack) => stack.close()))
})

async function start(options: LocalStackOptions = {}) {
  const stack = await startLocalStack({ appOrigins: [APP_ORIGIN], ...options })
  running.push(stack)
  return stack
}

test('tells an app everything it needs, and answers nobody after it was closed', async () => {
  const stack = await start()
  const { origin } = stack.identity
  expect(stack.appConfig).toEqual({
    authority: `${origin.replace('http:', 'https:')}/10ca1000-57ac-4000-a000-00000000000a`,
    clientId: '10ca1000-57ac-4000-b000-000000000001',
    weatherApi: {
      url: `${stack.weatherApi.origin}/WeatherForecast`,
      scope: 'api://10ca1000-57ac-4000-c000-000000000001/access_as_user',
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

test('tells an app of the further APIs that have a setting', async () => {
  const registrations = defaultRegistrations()
  const [, old] = registrations.apis
  if (old) old.setting = { name: 'oldWeather', url: 'http://localhost:7100/WeatherForecast' }
  const { appConfig } = await start({ registrations })
  expect(appConfig.apis).toEqual({
    oldWeather: {
      url: 'http://localhost:7100/WeatherForecast',
      scope: 'api://10ca1000-57ac-4000-c000-000000000002/access_as_user',
    },
  })
})

test('starts in less than 150 ms when the code is loaded', async () => {
  await start()
  const times: number[] = []
  for (let count = 0; count < 5; count++) {
    const begin = performance.now()
    await start()
    times.push(performance.now() - begin)
  }
  expect(Math.min(...times), `times in ms: ${times.join(' ')}`).toBeLessThan(150)
})

test(
  '50 people sign in at the same time, each to a session of their own',
  { timeout: 60_000 },
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

test('does not start in production', async () => {
  vi.stubEnv('NODE_ENV', 'production')
  await expect(startLocalStack()).rejects.toThrow('does not start with NODE_ENV=production')
})

test('listens where only this machine can reach it', async () => {
  const stack = await start()
  const port = new URL(stack.identity.origin).port
  // Whatever listens on every address also answers this one, which is of this machine, too.
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
  await expect(startLocalStack({ weatherApiPort: port })).rejects.toThrow(
    `Port ${port}, wanted for the weather API, is already in use. Stop what uses it, or choose another port with LOCAL_WEATHER_API_PORT.`,
  )
  occupant.close()
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
