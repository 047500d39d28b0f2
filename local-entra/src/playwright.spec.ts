import { expect, test as base } from '@playwright/test'
import { withEntra } from './playwright.ts'

const test = withEntra(base)
const user = 'sunny.day@weather.example'

test.use({ baseURL: 'http://localhost:9999/' })

test.describe('a test with the fixture', () => {
  // One worker runs these in order, so that each would see what the one before has left.
  test.describe.configure({ mode: 'serial' })

  test('gets an access token without a page', async ({ entra, request }) => {
    const headers = { authorization: `Bearer ${await entra.accessToken(user)}` }
    const response = await request.get(entra.appConfig.weatherApi.url, { headers })
    expect(await response.json()).toHaveLength(5)
  })

  test('changes the servers', async ({ entra, request }) => {
    entra.fault({ endpoint: 'weather', status: 503 })
    entra.setForecast([])
    entra.changeAccount(user, { blocked: true })
    expect((await request.get(entra.appConfig.weatherApi.url)).status()).toBe(503)
    await expect(entra.accessToken(user)).rejects.toThrow('AADSTS53003')
  })

  test('starts without the changes and the requests of the test before', async ({
    entra,
    request,
  }) => {
    expect(entra.faults()).toEqual([])
    expect(entra.exchanges()).toEqual([])
    const headers = { authorization: `Bearer ${await entra.accessToken(user)}` }
    const response = await request.get(entra.appConfig.weatherApi.url, { headers })
    expect(await response.json()).toHaveLength(5)
  })
})

test('signInAs signs in the browser of a page, or a context', async ({ entra, page, context }) => {
  await entra.signInAs(page, user)
  const [cookie] = await context.cookies(entra.appConfig.authorityMetadata.issuer)
  expect(cookie?.httpOnly).toBe(true)
  await context.clearCookies()
  await entra.signInAs(context, [user, 'misty.moore@weather.example'])
  expect(await context.cookies(entra.appConfig.authorityMetadata.issuer)).toHaveLength(1)
})

test('moveClock moves the servers, and with a page its browser, as often as it is called', async ({
  entra,
  page,
}) => {
  const token = await entra.accessToken(user)
  const read = () =>
    page.request.get(entra.appConfig.weatherApi.url, {
      headers: { authorization: `Bearer ${token}` },
    })
  await entra.moveClock(3600, page)
  await entra.moveClock(2 * 3600, page)
  const hours = await page.evaluate(() => Date.now())
  expect(Math.round((hours - Date.now()) / 3_600_000)).toBe(3)
  expect((await read()).status()).toBe(401)
})

test('the app gets its configuration from /config.json', async ({ entra, page }) => {
  await page.route('http://localhost:9999/', (route) => route.fulfill({ body: 'App' }))
  await page.goto('/')
  const config = await page.evaluate(async () => (await fetch('/config.json')).json())
  expect(config).toEqual(entra.appConfig)
})

const withGlobal = withEntra(base, {
  configure: (context, config) =>
    context.addInitScript((settings) => Object.assign(window, { settings }), config),
})

withGlobal('the app gets its configuration as the caller says', async ({ entra, page }) => {
  await page.goto('about:blank')
  expect(await page.evaluate(() => Reflect.get(window, 'settings') as unknown)).toEqual(
    entra.appConfig,
  )
})
