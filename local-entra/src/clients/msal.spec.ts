import { expect, type Page } from 'playwright/test'
import type * as Msal from '@azure/msal-browser'
import type { AppConfig } from '../app-config.ts'
import { clientSettings } from '../client-settings.ts'
import type { LocalEntra } from '../local-entra.ts'
import type { AppHost } from '../testing/app-host.ts'
import { readWeather, signInOnPages, test } from '../testing/browser-fixtures.ts'

declare global {
  // What the test page loads, and what the test makes of it.
  var msal: typeof Msal
  var client: Msal.IPublicClientApplication
}

type Mode = 'AAD' | 'OIDC'
const SUNNY = 'sunny.day@weather.example'

for (const mode of ['AAD', 'OIDC'] as const) {
  test(
    `MSAL in ${mode} mode signs in, reads the weather, renews and signs out`,
    {
      annotation: {
        type: 'client',
        description: '@azure/msal-browser: code + PKCE, refresh token, sign-out',
      },
    },
    async ({ page, app, stack }) => {
      await signIn(page, app, stack, mode)
      expect(await page.evaluate(() => client.getActiveAccount()?.username)).toBe(SUNNY)

      const first = await acquireToken(page, stack)
      expect(await readWeather(page, stack, first.accessToken)).toBe(200)
      const renewed = await acquireToken(page, stack, { forceRefresh: true })
      expect(renewed.accessToken).not.toBe(first.accessToken)
      expect(await readWeather(page, stack, renewed.accessToken)).toBe(200)

      await page.evaluate(() => void client.logoutRedirect({ account: client.getActiveAccount() }))
      await expect.poll(() => stack.control.exchanges({ endpoint: 'logout' }).length).toBe(1)
      await page.waitForURL((url) => url.origin === app.origin && url.searchParams.has('state'))
      expect(stack.control.exchanges({ endpoint: 'discovery' })).toEqual([])
    },
  )
}

test('MSAL configured in capitals signs in, finds the token in its cache and renews', async ({
  page,
  app,
  stack,
}) => {
  const { authority, clientId, weatherApi, ...rest } = stack.appConfig
  const appConfig = {
    ...rest,
    authority: `${authority.replace(/[^/]+$/, (tenant) => tenant.toUpperCase())}/`,
    clientId: clientId.toUpperCase(),
    weatherApi: {
      ...weatherApi,
      scope: weatherApi.scope.replace(/[^/]+(?=\/[^/]+$)/, (id) => id.toUpperCase()),
    },
    authorityMetadata: JSON.parse(
      JSON.stringify(rest.authorityMetadata).replaceAll(/[0-9a-f-]{36}/g, (tenant) =>
        tenant.toUpperCase(),
      ),
    ) as AppConfig['authorityMetadata'],
  }
  const capitals = { ...stack, appConfig }
  await signIn(page, app, capitals, 'AAD')
  const account = await page.evaluate(() => client.getActiveAccount())
  expect(account?.idTokenClaims?.aud).toBe(clientId)
  const asked = () => stack.control.exchanges({ endpoint: 'token', method: 'POST' }).length
  const before = asked()
  const kept = await acquireToken(page, capitals)
  expect(await readWeather(page, capitals, kept.accessToken)).toBe(200)
  expect([kept.fromCache, asked()]).toEqual([true, before])
  const renewed = await acquireToken(page, capitals, { forceRefresh: true })
  expect(await readWeather(page, capitals, renewed.accessToken)).toBe(200)
  stack.control.expireRefreshTokens()
  const framed = await acquireToken(page, capitals, { forceRefresh: true })
  expect(await readWeather(page, capitals, framed.accessToken)).toBe(200)
})

test('MSAL signs in an account without user name and name, and renews', async ({
  page,
  app,
  stack,
}) => {
  await startSignIn(page, app, stack, 'AAD')
  await signInOnPages(page, '+44 20 7946 0958', app)
  await createClient(page, stack, 'AAD')
  const account = await page.evaluate(() => client.getActiveAccount())
  expect(account).toMatchObject({ username: '', tenantId: expect.any(String) })
  expect(account?.name).toBeUndefined()
  const renewed = await acquireToken(page, stack, { forceRefresh: true })
  expect(await readWeather(page, stack, renewed.accessToken)).toBe(200)
})

test(
  'MSAL gets a token in a hidden frame while the person is signed in',
  { annotation: { type: 'client', description: '@azure/msal-browser: iframe' } },
  async ({ page, context, app, stack }) => {
    await stack.control.signInAs(context, SUNNY)
    await page.goto(app.origin)
    await createClient(page, stack, 'AAD')
    const userName = await page.evaluate(
      async ([scope = '', loginHint = '']) => {
        const request = { scopes: [scope], loginHint, redirectUri: '/redirect.html' }
        return (await client.ssoSilent(request)).account.username
      },
      [stack.appConfig.weatherApi.scope, SUNNY],
    )
    expect(userName).toBe(SUNNY)
  },
)

test('MSAL falls back to a hidden frame when its refresh token is at its end', async ({
  page,
  app,
  stack,
}) => {
  await signIn(page, app, stack, 'AAD')
  stack.control.expireRefreshTokens()
  const renewed = await acquireToken(page, stack, { forceRefresh: true })
  expect(await readWeather(page, stack, renewed.accessToken)).toBe(200)
  const statuses = stack.control.exchanges({ endpoint: 'token' }).map(({ status }) => status)
  expect(statuses).toEqual([200, 400, 200])
})

test(
  'MSAL knows that the person is needed: after a revocation, and for a step-up',
  { annotation: { type: 'client', description: '@azure/msal-browser: claims challenge' } },
  async ({ page, app, stack }) => {
    await signIn(page, app, stack, 'AAD')
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
    expect(await failureOf(page, stack, { claims })).toBe('InteractionRequiredAuthError')
    stack.control.revoke(SUNNY)
    expect(await failureOf(page, stack, { forceRefresh: true })).toBe(
      'InteractionRequiredAuthError',
    )
  },
)

test('MSAL rejects a sign-in that the person cancelled', async ({ page, app, stack }) => {
  await startSignIn(page, app, stack, 'AAD')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.waitForURL(`${app.origin}/**`)
  const failure = createClient(page, stack, 'AAD')
  await expect(failure).rejects.toThrow('access_denied')
})

async function startSignIn(page: Page, app: AppHost, stack: LocalEntra, mode: Mode) {
  await page.goto(app.origin)
  await createClient(page, stack, mode)
  await page.evaluate(
    (scope) => void client.loginRedirect({ scopes: [scope] }),
    stack.appConfig.weatherApi.scope,
  )
}

async function signIn(page: Page, app: AppHost, stack: LocalEntra, mode: Mode): Promise<void> {
  await startSignIn(page, app, stack, mode)
  await signInOnPages(page, SUNNY, app)
  await createClient(page, stack, mode)
}

function createClient(page: Page, stack: LocalEntra, mode: Mode): Promise<void> {
  return page.evaluate(
    async ([auth, protocolMode]) => {
      globalThis.client = await msal.createStandardPublicClientApplication({
        auth: { clientId: '', ...auth, postLogoutRedirectUri: '/' },
        system: { protocolMode },
      })
      const answer = await client.handleRedirectPromise({ navigateToLoginRequestUrl: false })
      if (answer) client.setActiveAccount(answer.account)
    },
    [clientSettings(stack).msalBrowser?.auth, mode] as const,
  )
}

interface SilentOptions {
  forceRefresh?: boolean
  claims?: string
}

function acquireToken(page: Page, stack: LocalEntra, options: SilentOptions = {}) {
  return page.evaluate(
    ([scope, more]) =>
      client.acquireTokenSilent({ scopes: [scope], redirectUri: '/redirect.html', ...more }),
    [stack.appConfig.weatherApi.scope, options] as const,
  )
}

function failureOf(page: Page, stack: LocalEntra, options: SilentOptions): Promise<string> {
  return page.evaluate(
    ([scope, more]) =>
      client.acquireTokenSilent({ scopes: [scope], redirectUri: '/redirect.html', ...more }).then(
        () => 'no failure',
        (error: Error) => error.name,
      ),
    [stack.appConfig.weatherApi.scope, options] as const,
  )
}
