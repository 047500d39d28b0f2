import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { createServer as createDevServer } from 'vite'
import { freePorts } from '../../../command-line/testing/free-ports.ts'
import { startDevServer } from '../../support/dev-server.ts'
import { appName } from '../../support/app-names.ts'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'

test(
  'the dev server signs a user in and shows the weather, and Ctrl-C stops every server',
  { tag: '@promise' },
  async ({ page }) => {
    test.slow()
    const { stop, origins } = await startDevServer()
    await page.goto(origins[0] ?? '')
    await page.getByRole('link', { name: 'Sign in' }).click()
    await expect(page.getByText(`to continue to ${appName}.`)).toBeVisible()
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)

    await stop()
    for (const origin of origins) await expect(fetch(origin)).rejects.toThrow('fetch failed')
  },
)

test('the dev server signs a user in below a path', async ({ page }) => {
  test.slow()
  const { stop, origins } = await startDevServer({ args: ['--base=/app/'] })
  const address = `${origins[0]}/app/`
  const strays: string[] = []
  page.on('response', (response) => {
    const isOwn = response.url().startsWith(`${origins[0]}/`)
    if (isOwn && response.status() >= 400) strays.push(response.url())
  })
  await page.goto(address)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL(`${address}forecast`)
  const manifest = await page.request.get(`${address}manifest.webmanifest`)
  expect(await manifest.json()).toMatchObject({ start_url: '/app/forecast' })
  await page.getByRole('link', { name: 'Flow' }).click()
  await page.getByRole('button', { name: 'Renew the access token now' }).click()
  await page.reload()
  await expect(page).toHaveURL(`${address}flow`)
  await expect(page.getByRole('heading', { name: 'How you signed in' })).toBeVisible()
  expect(strays).toEqual([])
  await stop()
})

test('the browser console shows the developer the error of the page with its fix', async ({
  page,
}) => {
  test.slow()
  const { stop, origins } = await startDevServer()
  const [app = '', , , control = ''] = origins
  const lines: string[] = []
  page.on('console', (message) => lines.push(message.text()))
  const fault = JSON.stringify({ endpoint: 'weather', status: 403 })
  await fetch(`${control}/fault`, { method: 'POST', body: fault })
  await page.goto(`${app}/forecast`)
  await signInAs(page, plainAccount)
  await expect(page.getByRole('alert')).toContainText('You do not have access')

  const ours = () => lines.filter((line) => line.startsWith(`${appName}:`))
  await expect.poll(ours).toHaveLength(1)
  expect(ours()[0]?.slice(appName.length)).toMatch(
    /^: You do not have access .+ \(403\)\. Your administrator can fix this: .+Assign the user the role/,
  )
  await stop()
})

// Vite prebundles what its entries import. It reloads the page when a dependency comes up later.
test('the dev server does not reload the page for the first hidden frame', async ({ page }) => {
  test.slow()
  const [port = 0, identity, weatherApi, control, graph] = await freePorts(5)
  Object.assign(process.env, {
    LOCAL_IDENTITY_PORT: identity,
    LOCAL_WEATHER_API_PORT: weatherApi,
    LOCAL_CONTROL_PORT: control,
    LOCAL_GRAPH_PORT: graph,
  })
  const cacheDir = await mkdtemp(join(tmpdir(), 'vite-cache-'))
  const vite = await createDevServer({ cacheDir, server: { port }, logLevel: 'silent' })
  try {
    await vite.listen()
    await page.goto(`http://localhost:${port}/forecast`)
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)

    for (const command of ['expireRefreshTokens', 'expireAccessTokens'])
      await fetch(`http://localhost:${control}/${command}`, { method: 'POST' })
    await page.evaluate(() => Object.assign(window, { isSamePage: true }))
    const frame = page.waitForResponse((response) => response.url().includes('/redirect.html'))
    const forecast = page.waitForResponse((response) => {
      return response.url().includes('/WeatherForecast') && response.status() === 200
    })
    await page.getByRole('button', { name: 'Refresh' }).click()
    await Promise.all([frame, forecast])
    await expect(page.getByRole('button', { name: 'Refresh' })).toBeEnabled()
    expect(await page.evaluate(() => Object.hasOwn(window, 'isSamePage'))).toBe(true)
  } finally {
    await vite.close()
    await rm(cacheDir, { recursive: true, force: true })
  }
})
