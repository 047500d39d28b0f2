import type { Page } from 'playwright/test'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount } from '../../support/person.ts'
import { basePath } from './fixtures.ts'

test.use({ basePath })

/** Serves one path for another, as hosts do that fall back to the app or ignore the case of letters. */
async function serve(page: Page, path: RegExp, asPath: string, origin: string): Promise<void> {
  const isMeant = (url: URL) => url.origin === origin && path.test(url.pathname)
  await page.route(isMeant, async (route) => {
    const { pathname } = new URL(route.request().url())
    const url = origin + pathname.replace(path, asPath)
    // The app may have left for its own address before the response.
    await route
      .fetch({ url })
      .then((response) => route.fulfill({ response }))
      .catch(() => {})
  })
}

for (const [asked, shown] of [
  ['/APP/forecast?days=5#friday', './forecast?days=5#friday'],
  ['/App', './'],
  ['/app?days=5', './?days=5'],
] as const) {
  test(`when the host also serves the app at ${asked}, the app shows its own address`, async ({
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

test('an address outside the path that the host maps to the app leads to the start page', async ({
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
