import type { Page } from 'playwright/test'
import { alertOn, askedFor, goOn, openAsKnown } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { startOwnBrowser, takesSettings } from '../../support/own-browser.ts'
import { forecastRows } from '../../support/person.ts'
import { expectExplained } from '../../support/faults/meet-in-turn.ts'

// What a browser can keep from the app before it starts: storage, encryption, scripts.

const noStorage = {
  title: 'The browser blocks what signing in needs',
  who: 'you',
  way: 'Try again',
} as const

test('whoever lets no site keep data is told so, is not sent round in circles, and may change it', async ({
  launchOptions,
  site: { origin },
  stack,
}) => {
  test.skip(!takesSettings, 'this browser takes no settings')
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } }
  const context = await startOwnBrowser(launchOptions, { preferences })
  const page = await context.newPage()
  await page.goto(`${origin}/forecast`)
  await expectExplained(page, noStorage)
  await page.goto(`${origin}/`)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await expectExplained(page, noStorage)
  expect(askedFor(stack, 'authorize')).toBe(0)
  await context.close()
})

test('an address without encryption cannot sign in, and leads to the one that can', async ({
  launchOptions,
  site: { origin },
}) => {
  const { port } = new URL(origin)
  const context = await startOwnBrowser(launchOptions, { hosts: 'MAP weather.example 127.0.0.1' })
  const page = await context.newPage()
  await page.goto(`http://weather.example:${port}/forecast?days=5`)
  const way = 'Open the secure address'
  await expectExplained(page, { title: 'not secure enough', who: 'you', way })
  const secure = page.waitForRequest('https://weather.example/forecast?days=5')
  await page.getByRole('button', { name: way }).click()
  await secure
  await context.close()
})

/** Fills the session storage of a page up to so many characters. */
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

test('a storage that is full is said in words, and the sign-in goes on when it is not', async ({
  page,
  stack,
}) => {
  await page.goto('/')
  await fillStorage(page, 0)
  await openAsKnown(page, stack, '/forecast?days=5')
  await expect(alertOn(page)).toContainText(/no room left|blocks what signing in needs/)
  expect(askedFor(stack, 'authorize')).toBe(0)
  await emptyStorage(page)
  await alertOn(page).getByRole('button').first().click()
  await expect(forecastRows(page)).toHaveCount(5)
})

test.describe('with tokens in the session storage', () => {
  test.skip(({ tokenStorage }) => tokenStorage === 'memory', 'tokens are not stored')

  test('a storage that fills up under the tokens leaves nobody half signed in', async ({
    page,
    stack,
  }) => {
    await page.goto('/')
    // The request to sign in fits, the tokens do not.
    await fillStorage(page, 4_000)
    await openAsKnown(page, stack, '/forecast?days=5')
    const title = 'The browser has no room left for the sign-in'
    await expectExplained(page, { title, who: 'you', way: 'Sign in' })
    expect(await page.evaluate(() => Object.keys(sessionStorage).join())).not.toMatch(/token/)
    await emptyStorage(page)
    await goOn(page, 'Sign in')
    await expect(page).toHaveURL('/forecast?days=5')
  })
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('every page says that signing in needs it', async ({ page }) => {
    for (const path of ['/', '/forecast']) {
      await page.goto(path)
      await expect(alertOn(page)).toContainText('Signing in needs JavaScript')
      await expect(alertOn(page).getByRole('link', { name: 'reload the page' })).toBeVisible()
    }
  })
})
