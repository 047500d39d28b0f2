import type { BrowserContext, Page } from 'playwright/test'
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

test('whoever touches nothing is warned a minute before, and one answer keeps every tab signed in', async ({
  page,
  stack,
  context,
}) => {
  await enter(page, stack)
  const second = await openSecond(context)
  await pass(page, stack, 3.9 * minute)
  await expect(warning(page)).toHaveCount(0)
  await pass(page, stack, 0.2 * minute)
  for (const tab of [page, second]) {
    await expect(warning(tab)).toContainText(/You are signed out at \d\d:\d\d/)
    await expect(forecastRows(tab)).toHaveCount(5)
  }
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  for (const tab of [page, second]) await expect(warning(tab)).toHaveCount(0)
  await pass(page, stack, 3.9 * minute)
  for (const tab of [page, second]) await expect(forecastRows(tab)).toHaveCount(5)
})

test('whoever uses one tab is not signed out in another', async ({ page, stack, context }) => {
  await enter(page, stack)
  const second = await openSecond(context)
  for (let turn = 0; turn < 4; turn++) {
    await pass(page, stack, 3 * minute)
    await second.getByRole('link', { name: turn % 2 ? 'Forecast' : 'Flow' }).click()
  }
  await expect(warning(page)).toHaveCount(0)
  await expect(forecastRows(page)).toHaveCount(5)
})

test('when the warning is not answered, every tab is signed out, and the next sign-in asks who it is', async ({
  page,
  stack,
  context,
}) => {
  await enter(page, stack)
  const second = await openSecond(context)
  await pass(page, stack, 4.5 * minute)
  await expect(warning(second)).toHaveCount(1)
  await pass(page, stack, minute)
  for (const tab of [page, second]) await expectSignedOut(tab)
  expect(await storedNames(page)).toEqual(['weather.signedOut'])
  await page.getByRole('link', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test('a tab that is brought back after too long shows nothing of the last session', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  // From elsewhere the app cannot look at its clock.
  await page.goto('about:blank')
  await pass(page, stack, 6 * minute)
  stack.control.clearExchanges()
  await page.goto('/forecast').catch(() => undefined)
  await expectSignedOut(page)
  expect(stack.control.exchanges({ endpoint: 'weather' })).toEqual([])
})

test('who wakes a device that slept for too long comes too late to stay', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  // Timers do not run while a device sleeps.
  await page.clock.setSystemTime(Date.now() + 30 * minute * 1000)
  await page.getByRole('button', { name: 'Refresh' }).click({ noWaitAfter: true })
  await expectSignedOut(page)
})
