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

// Playwright starts Chromium with it off.
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

/** Writes down which pages came out of the cache, and whether there was anything of the forecast to paint. */
test.beforeEach(async ({ context }) => {
  await context.addInitScript(() => {
    const hasRows = () => document.querySelector('tbody')?.checkVisibility() === true
    const note = () => {
      sessionStorage.setItem('restored', `${location.pathname}${hasRows() ? ' with rows' : ''}`)
    }
    // Before the app's own listener: as the page was when it came out of the cache, and could be painted. The page that the
    // app leads to next is no answer to that.
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) sessionStorage.setItem('came', hasRows() ? 'with rows' : 'covered')
    })
    // Added late, so that it comes after the app's own listener; microtasks run before anything is painted.
    addEventListener('pagehide', () => {
      addEventListener('pageshow', ({ persisted }) => persisted && queueMicrotask(note), {
        once: true,
      })
    })
  })
})

/** Goes Back as a person does, to a page that has been kept. */
async function goBack(page: Page, expected: string): Promise<void> {
  await page.evaluate(() => sessionStorage.removeItem('restored'))
  await leaveBack(page)
  const restored = () => page.evaluate(() => sessionStorage.getItem('restored')).catch(() => null)
  await expect.poll(restored).toBe(expected)
  expect(await page.evaluate(() => sessionStorage.getItem('came'))).toBe('covered')
}

// The page that is left takes the answer to the call along.
async function leaveBack(page: Page): Promise<void> {
  await page.evaluate(() => history.back()).catch(() => undefined)
}

/** Goes to another page of this origin that is not the app. */
async function goAside(page: Page): Promise<void> {
  await page.evaluate(() => location.assign('/icon.svg'))
  await page.waitForURL('/icon.svg')
}

test('Back from the sign-in page brings the start page back, with a live button', async ({
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

test('Back from switching accounts brings the forecast back, with a live menu', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  await chooseInMenu(page, 'Switch account')
  await expect(page.getByRole('heading', { name: 'Pick an account' })).toBeVisible()
  // With its menu open, as it was left.
  await goBack(page, '/forecast with rows')
  await expect(page.getByRole('button', { name: 'Switch account' })).toBeEnabled()
  await page.keyboard.press('Escape')
  await chooseInMenu(page, 'Switch account')
  await expect(page.getByRole('heading', { name: 'Pick an account' })).toBeVisible()
})

test('Back after signing out shows nothing, though the page was kept', async ({ page, stack }) => {
  await enter(page, stack)
  await goAside(page)
  await goBack(page, '/forecast with rows')
  await chooseInMenu(page, 'Sign out')
  await expectSignedOut(page)
  await goBack(page, '/forecast')
  await expectSignedOut(page)
})

test('a kept page shows nothing any more after a sign-out in another tab', async ({
  page,
  stack,
  context,
}) => {
  await enter(page, stack)
  const other = await openTab(context)
  await goAside(page)
  await chooseInMenu(other, 'Sign out')
  await expectSignedOut(other)
  // MSAL's message about it has thrown the page out of the cache: it is loaded anew, with what its tab has kept.
  await leaveBack(page)
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(page.getByRole('table')).toHaveCount(0)
})

test('a kept page whose session has ended without a message shows nothing of it, not for a frame', async ({
  page,
  stack,
  context,
}) => {
  await enter(page, stack)
  const [sid = ''] = /(?<="sid":")[^"]+/.exec((await storedText(page)).replaceAll('\\', '')) ?? []
  await goAside(page)
  const other = await context.newPage()
  await other.goto(`/front-channel-sign-out.html?sid=${sid}`)
  await goBack(page, '/forecast')
  await expectSignedOut(page)
})
