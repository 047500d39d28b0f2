import { mkdtemp, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { findBrowser } from '../../support/find-browser.ts'
import { expect, serverTest } from '../../support/fixtures.ts'
import { pickAccount, plainAccount } from '../../support/person.ts'

// A connection takes two round trips or more. The app opens it before it has a request to send.

const browser = findBrowser() ?? ''

interface SilentHost {
  origin: string
  seen: () => { connections: number; bytes: number }
}

const test = serverTest.extend<{ host: SilentHost; page: Page }>({
  /** A host that accepts connections and never responds. */
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures wanted from this pattern
  host: async ({}, use) => {
    const seen = { connections: 0, bytes: 0 }
    const server = createServer((socket) => {
      seen.connections += 1
      socket.on('data', (data) => (seen.bytes += data.byteLength)).on('error', () => {})
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    await use({ origin: `http://localhost:${port}`, seen: () => seen })
    server.close()
  },

  /** A page with a persistent profile: neither the headless shell nor a private window preconnects. */
  page: async ({ playwright, launchOptions, site }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'weather-profile-'))
    const context = await playwright.chromium.launchPersistentContext(folder, {
      ...launchOptions,
      executablePath: browser,
      baseURL: site.origin,
    })
    await use(await context.newPage())
    await context.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  },
})

test.skip(browser.includes('headless-shell'), 'The headless shell does not preconnect.')

test('the public page connects to the sign-in page in advance', async ({
  page,
  host,
  site,
  stack: { appConfig },
}) => {
  const { authorityMetadata } = appConfig
  const authorization_endpoint = `${host.origin}/authorize`
  await site.deploy({
    ...appConfig,
    authorityMetadata: { ...authorityMetadata, authorization_endpoint },
  })
  await page.goto('/')
  await expect.poll(host.seen).toEqual({ connections: 1, bytes: 0 })
})

test('after sign-in, the page connects to the API while the code is redeemed', async ({
  page,
  host,
  site,
  stack,
}) => {
  const { appConfig } = stack
  const url = `${host.origin}/WeatherForecast`
  await site.deploy({ ...appConfig, weatherApi: { ...appConfig.weatherApi, url } })
  stack.control.fault({ endpoint: 'token', hang: true })
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto('/forecast')
  await expect.poll(host.seen).toEqual({ connections: 1, bytes: 0 })
})

test('the page connects to the token endpoint before it sends the code there', async ({
  page,
  host,
  site,
  stack: { appConfig },
}) => {
  const { authorityMetadata } = appConfig
  const token_endpoint = `${host.origin}/token`
  await site.deploy({ ...appConfig, authorityMetadata: { ...authorityMetadata, token_endpoint } })
  await page.goto('/forecast')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  // The code does not leave the browser. Only the connection reaches the host.
  await page.route(`${token_endpoint}*`, () => {})
  await pickAccount(page, plainAccount)
  await page.getByRole('button', { name: 'Accept' }).click()
  await expect.poll(host.seen).toEqual({ connections: 1, bytes: 0 })
})
