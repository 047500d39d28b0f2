import { spawnSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, expect, type Page, test as base } from 'playwright/test'
import { type LocalEntra, startLocalEntra } from '../local-entra.ts'
import { type Certificate, openCertificate } from '../server/certificate.ts'
import { describeTrust } from '../server/trust.ts'
import { type AppHost, startAppHost } from '../testing/app-host.ts'
import { readWeather, signInOnPages } from '../testing/browser-fixtures.ts'

const SUNNY = 'sunny.day@weather.example'

interface Fixtures {
  /** A home folder for the certificate and for the browser. */
  home: string
  certificate: Certificate
  app: AppHost
  stack: LocalEntra
  /** Starts the browser with a home folder of its own. */
  launch: (args?: string[]) => Promise<Browser>
}

const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures wanted from this pattern
  home: async ({}, provide) => {
    const home = mkdtempSync(join(tmpdir(), 'home-'))
    await provide(home)
    rmSync(home, { recursive: true })
  },
  certificate: async ({ home }, provide) => {
    await provide((await openCertificate(true, join(home, '.local-entra'))) as Certificate)
  },
  app: async ({ certificate }, provide) => {
    const app = await startAppHost(certificate)
    await provide(app)
    await app.close()
  },
  stack: async ({ app, certificate }, provide) => {
    const stack = await startLocalEntra({ appOrigins: [app.origin], https: certificate })
    await provide(stack)
    await stack.close()
  },
  launch: async ({ playwright, launchOptions, home }, provide) => {
    const browsers: Browser[] = []
    await provide(async (args = []) => {
      const browser = await playwright.chromium.launch({
        ...launchOptions,
        args: [...(launchOptions.args ?? []), ...args],
        env: { ...process.env, HOME: home },
      })
      browsers.push(browser)
      return browser
    })
    await Promise.all(browsers.map((browser) => browser.close()))
  },
})

test(
  'MSAL signs in, reads the weather and renews at https, with no settings but the authority',
  {
    annotation: {
      type: 'client',
      description: '@azure/msal-browser: code + PKCE, refresh token, iframe',
    },
  },
  async ({ launch, certificate, app, stack }) => {
    const { publicKey } = new X509Certificate(certificate.cert)
    const hash = createHash('sha256').update(publicKey.export({ format: 'der', type: 'spki' }))
    const browser = await launch([`--ignore-certificate-errors-spki-list=${hash.digest('base64')}`])
    await signInAndRead(await browser.newPage(), app, stack)
  },
)

test('Chromium on Linux trusts the certificate after the command that is printed', async ({
  launch,
  home,
  certificate,
  app,
  stack,
}) => {
  test.skip(process.platform !== 'linux', 'The command is for Linux.')
  test.skip(spawnSync('certutil').error !== undefined, 'No certutil: install libnss3-tools.')
  const stranger = await (await launch()).newPage()
  await expect(stranger.goto(app.origin)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID')

  const [line = ''] = describeTrust(certificate).filter((text) => text.includes('Chromium'))
  const command = line.replace(/^ *Chromium +/, '')
  const { status, stderr } = spawnSync('sh', ['-c', command], {
    env: { ...process.env, HOME: home },
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  await signInAndRead(await (await launch()).newPage(), app, stack)
})

async function signInAndRead(page: Page, app: AppHost, stack: LocalEntra): Promise<void> {
  await page.goto(app.origin)
  await createClient(page, stack)
  await page.evaluate(
    (scope) => void client.loginRedirect({ scopes: [scope] }),
    stack.appConfig.weatherApi.scope,
  )
  await signInOnPages(page, SUNNY, app)
  await createClient(page, stack)
  expect(await page.evaluate(() => client.getActiveAccount()?.username)).toBe(SUNNY)
  const [discovery] = stack.control.exchanges({ endpoint: 'discovery' })
  expect(discovery?.status).toBe(200)
  expect(await readWeather(page, stack, await renew(page, stack))).toBe(200)
  stack.control.expireRefreshTokens()
  expect(await readWeather(page, stack, await renew(page, stack))).toBe(200)
}

/** Without the endpoints: MSAL reads them at the authority, which it does at https alone. */
function createClient(page: Page, { appConfig }: LocalEntra): Promise<void> {
  return page.evaluate(async ({ authority, clientId }) => {
    globalThis.client = await msal.createStandardPublicClientApplication({
      auth: {
        authority,
        clientId,
        knownAuthorities: [new URL(authority).host],
        redirectUri: '/',
      },
    })
    const answer = await client.handleRedirectPromise({ navigateToLoginRequestUrl: false })
    if (answer) client.setActiveAccount(answer.account)
  }, appConfig)
}

/** @returns a new access token, from the refresh token, or from a hidden frame when that has expired */
function renew(page: Page, { appConfig }: LocalEntra): Promise<string> {
  return page.evaluate(async (scope) => {
    const request = { scopes: [scope], redirectUri: '/redirect.html', forceRefresh: true }
    return (await client.acquireTokenSilent(request)).accessToken
  }, appConfig.weatherApi.scope)
}
