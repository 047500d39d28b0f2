import type { Page } from 'playwright/test'
import { makeCertificate } from '../../../command-line/testing/certificates.ts'
import { startTunnel, type TestServer } from '../../../command-line/testing/servers.ts'
import { expect, test as base } from 'playwright/test'
import { type DevServer, startDevServer } from '../../support/dev-server.ts'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import { chooseInMenu, expectSignedOut } from '../../support/session-steps.ts'

/** The host of a tunnel that forwards one port of the development machine, as GitHub Codespaces does. */
const host = 'opal-5173.tunnel.example'

interface Tunnel extends TestServer {
  /** The port on this machine that it leads to. */
  target: number
}

const test = base.extend<{ server: DevServer }, { tunnel: Tunnel }>({
  tunnel: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures wanted from this pattern
    async ({}, use) => {
      const certificate = await makeCertificate({ name: host })
      let target = 0
      const front = await startTunnel(certificate, host, () => target)
      await use({
        ...front,
        get target() {
          return target
        },
        set target(port) {
          target = port
        },
      })
      await front.close()
    },
    { scope: 'worker' },
  ],

  launchOptions: [
    async ({ launchOptions, tunnel }, use) => {
      // The browser is on another machine: nothing listens at its localhost.
      const map = `MAP ${host}:443 127.0.0.1:${tunnel.port}, MAP localhost ^NOTFOUND`
      const args = [...(launchOptions.args ?? []), `--host-resolver-rules=${map}`]
      await use({ ...launchOptions, args })
    },
    { scope: 'worker' },
  ],

  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures wanted from this pattern
  server: async ({}, use) => {
    const server = await startDevServer({
      args: ['--host', '127.0.0.1'],
      environment: { LOCAL_SAME_ORIGIN: 'true' },
    })
    await use(server)
    await server.stop()
  },
})

test.use({ ignoreHTTPSErrors: true })

/** Signs in, renews in a hidden frame and signs out. */
async function useTheApp(page: Page, { control }: DevServer, origin: string) {
  const strangers: string[] = []
  page.on('request', (sent) => {
    if (!sent.url().startsWith(`${origin}/`)) strangers.push(sent.url())
  })
  await page.goto(`${origin}/forecast`)
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  for (const command of ['expireRefreshTokens', 'expireAccessTokens'])
    await fetch(`${control}/${command}`, { method: 'POST' })
  const frame = page.waitForResponse((response) => response.url().includes('/redirect.html'))
  await page.getByRole('button', { name: 'Refresh' }).click()
  await frame
  await expect(page.getByRole('status').filter({ hasText: 'up to date' })).toBeAttached()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await chooseInMenu(page, 'Sign out')
  await expectSignedOut(page)
  return strangers
}

test('behind a tunnel that forwards one port, the app signs in, renews in a hidden frame and signs out', async ({
  page,
  server,
  tunnel,
}) => {
  test.slow()
  tunnel.target = server.port
  expect(await useTheApp(page, server, `https://${host}`)).toEqual([])
})

test('at 127.0.0.1, the app signs in, renews in a hidden frame and signs out', async ({
  page,
  server,
}) => {
  test.slow()
  expect(await useTheApp(page, server, `http://127.0.0.1:${server.port}`)).toEqual([])
})

test('a page of another site does not get its address registered', async ({ server }) => {
  const config = `http://localhost:${server.port}/config.json`
  const headers = { referer: 'https://shop.example/', 'sec-fetch-site': 'cross-site' }
  const { authorityMetadata, clientId } = await (await fetch(config, { headers })).json()
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid',
    redirect_uri: 'https://shop.example/',
  })
  const { pathname } = new URL(authorityMetadata.authorization_endpoint)
  const page = await fetch(`http://localhost:${server.port}${pathname}?${query.toString()}`)
  expect(await page.text()).toContain('AADSTS50011')
})
