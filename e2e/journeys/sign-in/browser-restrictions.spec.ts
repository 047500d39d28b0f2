import type { Page } from 'playwright/test'
import { alertOn, askedFor, goOn, openAsKnown } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { launchBrowser, acceptsPreferences } from '../../support/launch-browser.ts'
import { forecastRows } from '../../support/person.ts'
import { expectExplained } from '../../support/faults/expect-explained.ts'

// What a browser can deny the app before it starts: storage, Web Crypto, scripts.

const noStorage = {
  title: 'Your browser does not let the app store data',
  who: 'you',
  way: 'Try again',
} as const

test(
  'blocked site data is explained, without a redirect, and the page offers a retry',
  { tag: '@promise' },
  async ({ launchOptions, site: { origin }, stack }) => {
    test.skip(!acceptsPreferences, 'This browser ignores preferences.')
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } }
    const context = await launchBrowser(launchOptions, { preferences })
    const page = await context.newPage()
    await page.goto(`${origin}/forecast`)
    await expectExplained(page, noStorage)
    await page.goto(`${origin}/`)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await expectExplained(page, noStorage)
    expect(askedFor(stack, 'authorize')).toBe(0)
    await context.close()
  },
)

test('an address without HTTPS cannot sign in, and offers the secure address', async ({
  launchOptions,
  site: { origin },
}) => {
  const { port } = new URL(origin)
  const context = await launchBrowser(launchOptions, { hosts: 'MAP weather.example 127.0.0.1' })
  const page = await context.newPage()
  await page.goto(`http://weather.example:${port}/forecast?days=5`)
  const way = 'Open the secure address'
  await expectExplained(page, { title: 'not secure enough', who: 'you', way })
  const secure = page.waitForRequest('https://weather.example/forecast?days=5')
  await page.getByRole('button', { name: way }).click()
  await secure
  await context.close()
})

/** Fills the session storage of a page until this many characters are left. */
async function fillStorage(page: Page, left: number): Promise<void> {
  await page.evaluate((characters) => {
    const quota = 5 * 1024 * 1024
    const used = Object.entries(sessionStorage).join('').length
    sessionStorage['filler'] = 'x'.repeat(quota - used - 'filler'.length - characters)
  }, left)
}

async function emptyStorage(page: Page): Promise<void> {
  await page.evaluate(() => sessionStorage.removeItem('filler'))
}

test('full storage is explained, and the sign-in continues when there is room', async ({
  page,
  stack,
}) => {
  await page.goto('/')
  await fillStorage(page, 0)
  await openAsKnown(page, stack, '/forecast?days=5')
  await expect(alertOn(page)).toContainText(/no storage left|does not let the app store data/)
  expect(askedFor(stack, 'authorize')).toBe(0)
  await emptyStorage(page)
  await alertOn(page).getByRole('button').first().click()
  await expect(forecastRows(page)).toHaveCount(5)
})

test.describe('with tokens in session storage', () => {
  test.skip(({ tokenStorage }) => tokenStorage === 'memory', 'Memory mode does not store tokens.')

  test(
    'storage that fills up while tokens are saved leaves no half-finished session',
    { tag: '@promise' },
    async ({ page, stack }) => {
      await page.goto('/')
      // There is room for the pending sign-in, but not for the tokens.
      await fillStorage(page, 4_000)
      await openAsKnown(page, stack, '/forecast?days=5')
      const title = 'Your browser has no storage left for this site'
      await expectExplained(page, { title, who: 'you', way: 'Sign in' })
      expect(await page.evaluate(() => Object.keys(sessionStorage).join())).not.toMatch(/token/)
      await emptyStorage(page)
      await goOn(page, 'Sign in')
      await expect(page).toHaveURL('/forecast?days=5')
    },
  )
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('every page says that sign-in needs JavaScript', { tag: '@promise' }, async ({ page }) => {
    for (const path of ['/', '/forecast']) {
      await page.goto(path)
      await expect(alertOn(page)).toContainText('Sign-in needs JavaScript')
      await expect(alertOn(page).getByRole('link', { name: 'reload the page' })).toBeVisible()
    }
  })
})
