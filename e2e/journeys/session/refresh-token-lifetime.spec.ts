import type { Page } from 'playwright/test'
import { storageName } from '../../support/app-names.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import {
  endProviderSession,
  enter,
  hour,
  minute,
  pass,
  setVisibility,
  tokenRequests,
} from '../../support/session-steps.ts'

// The refresh token of a single-page app expires after 24 hours, even if it is used.
const almostADay = 23 * hour + 45 * minute

/** When the app received its refresh token, in milliseconds since 1970. */
const refreshTokenSince = (page: Page) =>
  page.evaluate((name) => {
    const { accounts } = JSON.parse(sessionStorage.getItem(name) ?? '{}')
    return Number(accounts[0].since)
  }, storageName('session'))

const words = (page: Page) => page.getByRole('status').filter({ hasText: 'Your session' })

test.beforeEach(async ({ page, stack }) => {
  await page.clock.install()
  stack.control.setAccessTokenLifetime(65 * minute)
})

test(
  'the refresh token is replaced silently before its 24 hours are over',
  { tag: ['@promise', '@both'] },
  async ({ page, stack }) => {
    await enter(page, stack)
    const signedInAt = await refreshTokenSince(page)
    await setVisibility(page, 'hidden')
    await pass(page, stack, almostADay)
    await setVisibility(page, 'visible')
    const grants = () => tokenRequests(stack).map(({ form }) => form['grant_type'])
    await expect.poll(grants).toEqual(['refresh_token', 'authorization_code'])
    // The app has received the new refresh token.
    await expect.poll(() => refreshTokenSince(page)).toBeGreaterThan(signedInAt)
    await setVisibility(page, 'hidden')
    await pass(page, stack, 10 * hour)
    await setVisibility(page, 'visible')
    await expect
      .poll(() => tokenRequests(stack).map(({ status }) => status))
      .toEqual([200, 200, 200])
    await expect(words(page)).toHaveCount(0)
  },
)

test(
  'if the refresh token cannot be replaced silently, a message announces the end, and a sign-in keeps the page',
  { tag: '@promise' },
  async ({ page, stack, context }) => {
    await enter(page, stack, { path: '/forecast?days=5' })
    await endProviderSession(context)
    await setVisibility(page, 'hidden')
    await pass(page, stack, almostADay)
    await setVisibility(page, 'visible')
    await expect(words(page)).toContainText(/ends at \d\d:\d\d\. Sign in again/)
    await expect(forecastRows(page)).toHaveCount(5)

    const passUntilTheEnd = async () => {
      await pass(page, stack, 20 * minute)
      return words(page).textContent()
    }
    await expect.poll(passUntilTheEnd).toContain('has ended')
    await expect(forecastRows(page)).toHaveCount(5)

    await page.getByRole('button', { name: 'Sign in again' }).click()
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL('/forecast?days=5')
    await expect(words(page)).toHaveCount(0)
  },
)

test(
  'the app stops asking for a session that has ended',
  { tag: '@promise' },
  async ({ page, stack, context }) => {
    await enter(page, stack)
    await endProviderSession(context)
    stack.control.revoke()
    await pass(page, stack, 2 * hour)
    await expect(words(page)).toContainText('has ended')
    stack.control.clearExchanges()
    await pass(page, stack, hour)
    // The app uses neither a refresh token nor a hidden frame.
    expect(stack.control.exchanges()).toEqual([])
  },
)
