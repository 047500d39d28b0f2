import { expect, type Page } from 'playwright/test'
import type * as Msal from '@azure/msal-browser'
import type { AppConfig } from '../app-config.ts'
import type { LocalStack } from '../local-stack.ts'
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
  test(`MSAL in ${mode} mode signs in, reads the weather, renews and signs out`, async ({
    page,
    app,
    stack,
  }) => {
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
  })
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
  await createClient(page, stack.appConfig, 'AAD')
  const account = await page.evaluate(() => client.getActiveAccount())
  expect(account).toMatchObject({ username: '', tenantId: expect.any(String) })
  expect(account?.name).toBeUndefined()
  const renewed = await acquireToken(page, stack, { forceRefresh: true })
  expect(await readWeather(page, stack, renewed.accessToken)).toBe(200)
})

test('MSAL gets a token in a hidden frame while the person is signed in', async ({
  page,
  context,
  app,
  stack,
}) => {
  await stack.control.signInAs(context, SUNNY)
  await page.goto(app.origin)
  await createClient(page, stack.appConfig, 'AAD')
  const userName = await page.evaluate(
    async ([scope = '', loginHint = '']) => {
      const request = { scopes: [scope], loginHint, redirectUri: '/redirect.html' }
      return (await client.ssoSilent(request)).account.username
    },
    [stack.appConfig.weatherApi.scope, SUNNY],
  )
  expect(userName).toBe(SUNNY)
})

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

test('MSAL knows that the person is needed: after a revocation, and for a step-up', async ({
  page,
  app,
  stack,
}) => {
  await signIn(page, app, stack, 'AAD')
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
  expect(await failureOf(page, stack, { claims })).toBe('InteractionRequiredAuthError')
  stack.control.revoke(SUNNY)
  expect(await failureOf(page, stack, { forceRefresh: true })).toBe('InteractionRequiredAuthError')
})

test('MSAL rejects a sign-in that the person cancelled', async ({ page, app, stack }) => {
  await startSignIn(page, app, stack, 'AAD')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.waitForURL(`${app.origin}/**`)
  const failure = createClient(page, stack.appConfig, 'AAD')
  await expect(failure).rejects.toThrow('access_denied')
})

async function startSignIn(page: Page, app: AppHost, stack: LocalStack, mode: Mode) {
  await page.goto(app.origin)
  await createClient(page, stack.appConfig, mode)
  await page.evaluate(
    (scope) => void client.loginRedirect({ scopes: [scope] }),
    stack.appConfig.weatherApi.scope,
  )
}

async function signIn(page: Page, app: AppHost, stack: LocalStack, mode: Mode): Promise<void> {
  await startSignIn(page, app, stack, mode)
  await signInOnPages(page, SUNNY, app)
  await createClient(page, stack.appConfig, mode)
}

function createClient(page: Page, config: AppConfig, mode: Mode): Promise<void> {
  return page.evaluate(
    async ([appConfig, protocolMode]) => {
      globalThis.client = await msal.createStandardPublicClientApplication({
        auth: {
          authority: appConfig.authority,
          clientId: appConfig.clientId,
          knownAuthorities: [new URL(appConfig.authority).host],
          authorityMetadata: JSON.stringify(appConfig.authorityMetadata),
          redirectUri: '/',
          postLogoutRedirectUri: '/',
        },
        system: { protocolMode },
      })
      const answer = await client.handleRedirectPromise({ navigateToLoginRequestUrl: false })
      if (answer) client.setActiveAccount(answer.account)
    },
    [config, mode] as const,
  )
}

interface SilentOptions {
  forceRefresh?: boolean
  claims?: string
}

function acquireToken(page: Page, stack: LocalStack, options: SilentOptions = {}) {
  return page.evaluate(
    ([scope, more]) =>
      client.acquireTokenSilent({ scopes: [scope], redirectUri: '/redirect.html', ...more }),
    [stack.appConfig.weatherApi.scope, options] as const,
  )
}

function failureOf(page: Page, stack: LocalStack, options: SilentOptions): Promise<string> {
  return page.evaluate(
    ([scope, more]) =>
      client.acquireTokenSilent({ scopes: [scope], redirectUri: '/redirect.html', ...more }).then(
        () => 'no failure',
        (error: Error) => error.name,
      ),
    [stack.appConfig.weatherApi.scope, options] as const,
  )
}
