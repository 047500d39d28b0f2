import type { Page } from 'playwright/test'
import { expect, test as base } from 'playwright/test'
import type * as Msal from '@azure/msal-browser'
import type { AppConfig } from './app-config.ts'
import { type LocalStack, startLocalStack } from './local-stack.ts'
import { type MsalApp, startMsalApp } from './testing/msal-app.ts'

declare global {
  // What the test page loads, and what the test makes of it.
  var msal: typeof Msal
  var client: Msal.IPublicClientApplication
}

const test = base.extend<object, { app: MsalApp; stack: LocalStack }>({
  app: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures wanted from this pattern
    async ({}, use) => {
      const app = await startMsalApp()
      await use(app)
      await app.close()
    },
    { scope: 'worker' },
  ],
  stack: [
    async ({ app }, use) => {
      const stack = await startLocalStack({ appOrigins: [app.origin] })
      await use(stack)
      await stack.close()
    },
    { scope: 'worker' },
  ],
})

const account = 'sunny.day@weather.example'

test('MSAL in AAD mode signs in, reads the weather, renews and signs out, without discovery', async ({
  page,
  app,
  stack,
}) => {
  await signIn(page, app, stack)
  const signedIn = await page.evaluate(() => client.getActiveAccount())
  expect(signedIn?.username).toBe(account)

  const first = await acquireToken(page, stack)
  expect(await readWeather(page, stack, first.accessToken)).toBe(200)

  const renewed = await acquireToken(page, stack, true)
  expect(renewed.accessToken).not.toBe(first.accessToken)

  await page.evaluate(() => {
    void client.logoutRedirect()
  })
  await page.waitForURL(`${app.origin}/**`)
  const exchanges = stack.control.exchanges({ server: 'identity' })
  expect(exchanges.map(({ endpoint }) => endpoint)).not.toContain('discovery')
})

test('MSAL gets a token in a hidden frame while the person is signed in', async ({
  page,
  app,
  stack,
}) => {
  await signIn(page, app, stack)
  const silent = await page.evaluate(
    ([scope, loginHint]) =>
      client
        .ssoSilent({
          scopes: [scope ?? ''],
          loginHint: loginHint ?? '',
          redirectUri: '/redirect.html',
        })
        .then((result) => result.account.username),
    [stack.appConfig.weatherApi.scope, account],
  )
  expect(silent).toBe(account)
})

async function signIn(page: Page, app: MsalApp, stack: LocalStack): Promise<void> {
  await page.goto(app.origin)
  await createClient(page, stack.appConfig)
  await page.evaluate((scope) => {
    void client.loginRedirect({ scopes: [scope] })
  }, stack.appConfig.weatherApi.scope)
  await page.getByRole('button', { name: account }).click()
  const accept = page.getByRole('button', { name: 'Accept' })
  await accept.or(page.getByText('MSAL')).first().waitFor()
  if (await accept.isVisible()) await accept.click()
  await page.waitForURL(`${app.origin}/**`)
  await createClient(page, stack.appConfig)
}

function createClient(page: Page, config: AppConfig): Promise<void> {
  return page.evaluate(async (appConfig) => {
    globalThis.client = await msal.createStandardPublicClientApplication({
      auth: {
        authority: appConfig.authority,
        clientId: appConfig.clientId,
        knownAuthorities: [new URL(appConfig.authority).host],
        authorityMetadata: JSON.stringify(appConfig.authorityMetadata),
        redirectUri: '/',
        postLogoutRedirectUri: '/',
      },
    })
    const answer = await client.handleRedirectPromise({ navigateToLoginRequestUrl: false })
    if (answer) client.setActiveAccount(answer.account)
  }, config)
}

function acquireToken(page: Page, stack: LocalStack, forceRefresh = false) {
  return page.evaluate(
    ([scope, force]) =>
      client.acquireTokenSilent({ scopes: [String(scope)], forceRefresh: Boolean(force) }),
    [stack.appConfig.weatherApi.scope, forceRefresh],
  )
}

function readWeather(page: Page, stack: LocalStack, accessToken: string): Promise<number> {
  return page.evaluate(
    async ([url, bearer]) => {
      const answer = await fetch(url ?? '', { headers: { Authorization: `Bearer ${bearer}` } })
      return answer.status
    },
    [stack.weatherApi.url, accessToken],
  )
}
