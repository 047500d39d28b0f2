import type { Page } from 'playwright/test'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount } from '../../support/person.ts'
import { basePath } from './fixtures.ts'

test.use({ basePath })

/** Lets the host take one address for another, as hosts do that fall back to the app or do not tell capital letters apart. */
async function serve(page: Page, path: RegExp, asPath: string, origin: string): Promise<void> {
  const isMeant = (url: URL) => url.origin === origin && path.test(url.pathname)
  await page.route(isMeant, async (route) => {
    const { pathname } = new URL(route.request().url())
    const url = origin + pathname.replace(path, asPath)
    await route.fulfill({ response: await route.fetch({ url }) })
  })
}

for (const [asked, shown] of [
  ['/APP/forecast?days=5#friday', './forecast?days=5#friday'],
  ['/App', './'],
  ['/app?days=5', './?days=5'],
] as const) {
  test(`a host may serve the app at ${asked} too: the app shows its own address`, async ({
    page,
    site,
    stack,
  }) => {
    await stack.control.signInAs(page.context(), plainAccount)
    await serve(page, /^\/app(?:\/|$)/i, basePath, site.origin)
    await page.goto(site.origin + asked)
    const signIn = page.getByRole('link', { name: 'Sign in' })
    await expect(signIn.or(forecastRows(page).first())).toBeVisible()
    await expect(page).toHaveURL(shown)
  })
}

test('an address outside of the path, where the host sends the app as well, leads to the start page', async ({
  page,
  site,
  stack,
}) => {
  await stack.control.signInAs(page.context(), plainAccount)
  await serve(page, /^\/application$/, basePath, site.origin)
  await page.goto(`${site.origin}/application`)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL('./forecast')
})
