import type { BrowserContext, Page } from 'playwright/test'
import { storageName } from '../../support/app-names.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows } from '../../support/person.ts'
import {
  enter,
  expectSignedOut,
  minute,
  openTab,
  pass,
  storedNames,
} from '../../support/session-steps.ts'

const idleMinutes = 5
const warning = (page: Page) => page.getByRole('status').filter({ hasText: 'You have not used' })

test.beforeEach(async ({ page, site, stack }) => {
  await site.deploy({ ...stack.appConfig, idleMinutes })
  await page.clock.install()
})

async function openSecond(context: BrowserContext): Promise<Page> {
  const second = await openTab(context)
  return second
}

test(
  'an idle user is warned a minute before sign-out, and one answer keeps every tab signed in',
  { tag: '@promise' },
  async ({ page, stack, context }) => {
    await enter(page, stack)
    const second = await openSecond(context)
    // From here on, the time of the test itself does not count.
    await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 60_000)
    await page.keyboard.press('Shift')
    await pass(page, stack, 3.9 * minute)
    await expect(warning(page)).toHaveCount(0)
    await pass(page, stack, 0.2 * minute)
    for (const tab of [page, second]) {
      await expect(warning(tab)).toContainText(/You will be signed out at \d\d:\d\d/)
      await expect(forecastRows(tab)).toHaveCount(5)
    }
    await page.getByRole('button', { name: 'Stay signed in' }).click()
    for (const tab of [page, second]) await expect(warning(tab)).toHaveCount(0)
    await pass(page, stack, 3.9 * minute)
    for (const tab of [page, second]) await expect(forecastRows(tab)).toHaveCount(5)
  },
)

test('activity in one tab keeps the other tabs signed in', async ({ page, stack, context }) => {
  await enter(page, stack)
  const second = await openSecond(context)
  for (let turn = 0; turn < 4; turn++) {
    await pass(page, stack, 3 * minute)
    await second.getByRole('link', { name: turn % 2 ? 'Forecast' : 'Flow' }).click()
  }
  await expect(warning(page)).toHaveCount(0)
  await expect(forecastRows(page)).toHaveCount(5)
})

test(
  'an unanswered idle warning signs out every tab, and the next sign-in asks for the account',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 7.3.1' } },
  async ({ page, stack, context }) => {
    await enter(page, stack)
    const second = await openSecond(context)
    await pass(page, stack, 4.5 * minute)
    await expect(warning(second)).toHaveCount(1)
    await pass(page, stack, minute)
    for (const tab of [page, second]) await expectSignedOut(tab)
    expect(await storedNames(page)).toEqual([storageName('signedOut')])
    await page.getByRole('link', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  },
)

test(
  'a tab reopened after the idle time shows nothing of the last session',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 7.3.1' } },
  async ({ page, stack }) => {
    await enter(page, stack)
    // The app does not run while another page is open.
    await page.goto('about:blank')
    await pass(page, stack, 6 * minute)
    stack.control.clearExchanges()
    await page.goto('/forecast').catch(() => undefined)
    await expectSignedOut(page)
    expect(stack.control.exchanges({ endpoint: 'weather' })).toEqual([])
  },
)

test(
  'a device that sleeps past the idle time is signed out when it wakes',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await enter(page, stack)
    // Timers do not run while a device sleeps.
    await page.clock.setSystemTime(Date.now() + 30 * minute * 1000)
    await page.getByRole('button', { name: 'Refresh' }).click({ noWaitAfter: true })
    await expectSignedOut(page)
  },
)
