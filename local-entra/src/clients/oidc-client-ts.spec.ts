import { expect, type Page } from 'playwright/test'
import type * as Oidc from 'oidc-client-ts'
import type { LocalEntra } from '../local-entra.ts'
import { readWeather, signInOnPages, test } from '../testing/browser-fixtures.ts'

declare global {
  // What the test page loads, and what the test makes of it.
  var oidc: typeof Oidc
  var userManager: Oidc.UserManager
}

const SUNNY = 'sunny.day@weather.example'

test(
  'oidc-client-ts discovers, signs in, reads the weather, renews and signs out',
  {
    annotation: {
      type: 'client',
      description: 'oidc-client-ts: code + PKCE, refresh token, sign-out',
    },
  },
  async ({ page, app, stack }) => {
    await page.goto(app.origin)
    await createUserManager(page, stack, app.origin)
    await page.evaluate(() => void userManager.signinRedirect())
    await signInOnPages(page, SUNNY, app)
    await createUserManager(page, stack, app.origin)
    const user = await page.evaluate(async () => {
      const { access_token, profile } = await userManager.signinRedirectCallback()
      return { access_token, userName: profile.preferred_username }
    })
    expect(user.userName).toBe(SUNNY)
    expect(await readWeather(page, stack, user.access_token)).toBe(200)

    const renewed = await page.evaluate(
      async () => (await userManager.signinSilent())?.access_token ?? '',
    )
    expect(renewed).not.toBe(user.access_token)
    expect(await readWeather(page, stack, renewed)).toBe(200)

    await page.evaluate(() => void userManager.signoutRedirect())
    await expect.poll(() => stack.control.exchanges({ endpoint: 'logout' }).length).toBe(1)
    await page.waitForURL((url) => url.origin === app.origin && !url.searchParams.has('code'))
    await createUserManager(page, stack, app.origin)
    expect(await page.evaluate(() => userManager.getUser())).toBeNull()
  },
)

function createUserManager(page: Page, stack: LocalEntra, origin: string): Promise<void> {
  return page.evaluate(
    (settings) => {
      globalThis.userManager = new oidc.UserManager(settings)
    },
    {
      authority: stack.appConfig.authorityMetadata.issuer,
      client_id: stack.appConfig.clientId,
      redirect_uri: `${origin}/`,
      post_logout_redirect_uri: `${origin}/`,
      scope: `openid profile offline_access ${stack.appConfig.weatherApi.scope}`,
    },
  )
}
