import type { Page } from 'playwright/test'
import { findBrowser } from '../../support/find-browser.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, pickAccount, plainAccount } from '../../support/person.ts'
import {
  chooseInMenu,
  enter,
  expectSignedOut,
  openTab,
  storedText,
} from '../../support/session-steps.ts'

const browser = findBrowser() ?? ''

test.skip(browser.includes('headless-shell'), 'The headless shell has no back/forward cache.')

// Playwright disables the back/forward cache of Chromium.
test.use({
  launchOptions: [
    async ({ launchOptions }, use) =>
      use({
        ...launchOptions,
        executablePath: browser,
        ignoreDefaultArgs: ['--disable-back-forward-cache'],
      }),
    { scope: 'worker' },
  ],
})

/** Records which pages the cache restored, and whether they showed rows of the forecast or were still covered. */
test.beforeEach(async ({ context }) => {
  await context.addInitScript(() => {
    const hasRows = () => document.querySelector('tbody')?.checkVisibility() === true
    const note = () => {
      const look = hasRows() ? ' with rows' : document.documentElement.hidden ? ' covered' : ''
      sessionStorage.setItem('restored', location.pathname + look)
    }
    // Runs before the app's own listener: records the page as the cache restored it and as it could be painted, not the page
    // that the app opens next.
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) sessionStorage.setItem('came', hasRows() ? 'with rows' : 'covered')
    })
    // Added late, to run after the app's own listener. Microtasks run before the next paint.
    addEventListener('pagehide', () => {
      addEventListener('pageshow', ({ persisted }) => persisted && queueMicrotask(note), {
        once: true,
      })
    })
  })
})

/** Goes Back to a page in the back/forward cache. */
async function goBack(page: Page, expected: string): Promise<void> {
  await page.evaluate(() => sessionStorage.removeItem('restored'))
  await startGoingBack(page)
  const notes = () => ['came', 'restored'].map((name) => sessionStorage.getItem(name))
  // The restored page can be replaced at any time.
  const read = () => page.evaluate(notes).catch(() => [])
  await expect.poll(read).toEqual(['covered', expected])
}

// The call fails when the page is left before it returns.
async function startGoingBack(page: Page): Promise<void> {
  await page.evaluate(() => history.back()).catch(() => undefined)
}

/** Opens a page of this origin that is not the app. */
async function openOtherPage(page: Page): Promise<void> {
  await page.evaluate(() => location.assign('/icon.svg'))
  await page.waitForURL('/icon.svg')
}

test('Back from the sign-in page restores the start page with a working button', async ({
  page,
}) => {
  await page.goto('/')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await goBack(page, '/')
  const link = page.getByRole('link', { name: 'Sign in' })
  await expect(link).not.toHaveAttribute('aria-busy')
  await link.click()
  await pickAccount(page, plainAccount)
  await page.getByRole('button', { name: 'Accept' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
})

test('Back from "Switch account" restores the forecast with a working menu', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  await chooseInMenu(page, 'Switch account')
  await expect(page.getByRole('heading', { name: 'Pick an account' })).toBeVisible()
  // Its menu is still open.
  await goBack(page, '/forecast with rows')
  await expect(page.getByRole('button', { name: 'Switch account' })).toBeEnabled()
  await page.keyboard.press('Escape')
  await chooseInMenu(page, 'Switch account')
  await expect(page.getByRole('heading', { name: 'Pick an account' })).toBeVisible()
})

test(
  'Back after sign-out shows no data, even from the back/forward cache',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 7.4.1' } },
  async ({ page, stack }) => {
    await enter(page, stack)
    await openOtherPage(page)
    await goBack(page, '/forecast with rows')
    await chooseInMenu(page, 'Sign out')
    await expectSignedOut(page)
    await goBack(page, '/forecast covered')
    await expectSignedOut(page)
  },
)

test('a page in the back/forward cache shows no data after a sign-out in another tab', async ({
  page,
  stack,
  context,
}) => {
  await enter(page, stack)
  const other = await openTab(context)
  await openOtherPage(page)
  await chooseInMenu(other, 'Sign out')
  await expectSignedOut(other)
  // A broadcast of MSAL has evicted the page from the cache. It loads again, with the session storage of its tab.
  await startGoingBack(page)
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(page.getByRole('table')).toHaveCount(0)
})

test(
  'a page in the back/forward cache whose session has ended shows no data, not even for a frame',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 7.4.1' } },
  async ({ page, stack, context }) => {
    await enter(page, stack)
    const [sid = ''] = /(?<="sid":")[^"]+/.exec((await storedText(page)).replaceAll('\\', '')) ?? []
    await openOtherPage(page)
    const other = await context.newPage()
    await other.goto(`/front-channel-sign-out.html?sid=${sid}`)
    await goBack(page, '/forecast covered')
    await expectSignedOut(page)
  },
)
