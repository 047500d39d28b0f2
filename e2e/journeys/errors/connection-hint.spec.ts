import type { Page } from 'playwright/test'
import { alertOn, goOn, openAsKnown, refresh, seeForecast } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows } from '../../support/person.ts'
import { enter, hour, minute, pass, tokenRequests } from '../../support/session-steps.ts'
import { expectExplained } from '../../support/faults/meet-in-turn.ts'

// `navigator.onLine` is a hint. Behind some VPNs and virtual adapters it is false though everything works; behind a router
// without a line it is true though nothing does. The events come late, too often, or never.

/** From its next page load on, the browser says the same for ever, whatever the connection is. */
async function sayAlways(page: Page, onLine: boolean): Promise<void> {
  await page.addInitScript((value) => {
    Object.defineProperty(Navigator.prototype, 'onLine', { get: () => value })
    for (const event of ['online', 'offline'])
      addEventListener(event, (late) => late.isTrusted && late.stopImmediatePropagation(), true)
  }, onLine)
}

const offline = (page: Page) => page.getByText('Offline')
const isUpToDate = (page: Page) => page.getByText('The forecast is up to date.')

test.beforeEach(async ({ page }) => {
  await page.clock.install()
})

test.describe('a browser that wrongly says it is offline', () => {
  test.beforeEach(async ({ page }) => sayAlways(page, false))

  test('shows a fresh forecast, and not the word offline beside it', async ({ page, stack }) => {
    await seeForecast(page, stack)
    await expect(offline(page)).toHaveCount(0)
    await refresh(page)
    await expect(isUpToDate(page)).toBeAttached()
    await expect(offline(page)).toHaveCount(0)
  })

  test('is asked again when it says so in the middle of a visit', async ({ page, site, stack }) => {
    await seeForecast(page, stack)
    const asked = page.waitForResponse((response) => response.url() === `${site.origin}/`)
    await page.evaluate(() => dispatchEvent(new Event('offline')))
    await asked
    await expect(offline(page)).toHaveCount(0)
    await refresh(page)
    await expect(isUpToDate(page)).toBeAttached()
  })

  test('does not hide a 503 of the API', async ({ page, stack }) => {
    const undo = stack.control.fault({ endpoint: 'weather', status: 503 })
    await openAsKnown(page, stack)
    const title = 'The weather service is busy'
    await expectExplained(page, { title, who: 'nobody', way: 'Try again' })
    undo()
    await goOn(page, 'Try again')
    stack.control.fault({ endpoint: 'weather', status: 503 })
    await refresh(page)
    await expect(alertOn(page)).toContainText(`${title}. You still see`)
    await expect(offline(page)).toHaveCount(0)
  })

  test('does not hide a 503 of the token endpoint', async ({ page, stack }) => {
    await seeForecast(page, stack)
    stack.control.expireAccessTokens()
    stack.control.fault({ endpoint: 'token', status: 503 })
    await refresh(page)
    await expect(alertOn(page)).toContainText('The sign-in service is busy. You still see')
    await expect(offline(page)).toHaveCount(0)
  })

  test('does not hide which of the servers is down', async ({ page, stack }) => {
    await seeForecast(page, stack)
    const undo = stack.control.fault({ endpoint: 'weather', drop: true })
    await refresh(page)
    await expect(alertOn(page)).toContainText('The weather service cannot be reached. You still')
    undo()
    stack.control.expireAccessTokens()
    stack.control.fault({ endpoint: 'token', drop: true })
    await refresh(page)
    await expect(alertOn(page)).toContainText('The sign-in service cannot be reached. You still')
    await expect(offline(page)).toHaveCount(0)
  })

  test('has its access token renewed before it expires', async ({ page, stack }) => {
    await enter(page, stack)
    await pass(page, stack, 50 * minute)
    expect(tokenRequests(stack)).toHaveLength(0)
    await pass(page, stack, 40 * minute)
    await expect.poll(() => tokenRequests(stack).map(({ status }) => status)).toEqual([200])
  })

  test('is believed while nothing answers, and the app goes on without an event', async ({
    context,
    page,
    stack,
  }) => {
    await seeForecast(page, stack)
    await context.setOffline(true)
    await refresh(page)
    await expect(alertOn(page)).toContainText('You are offline. You still see')
    await expect(offline(page).first()).toBeVisible()
    await context.setOffline(false)
    await page.clock.fastForward(31_000)
    await expect(alertOn(page)).toHaveCount(0)
    await expect(offline(page)).toHaveCount(0)
  })

  test('renews the access token when the connection is back, without an event', async ({
    context,
    page,
    stack,
  }) => {
    await enter(page, stack)
    await context.setOffline(true)
    await page.evaluate(() => dispatchEvent(new Event('offline')))
    await expect(offline(page)).toBeVisible()
    await pass(page, stack, 2 * hour)
    expect(tokenRequests(stack)).toHaveLength(0)
    await context.setOffline(false)
    await page.clock.fastForward(minute * 1000)
    await expect.poll(() => tokenRequests(stack)).toHaveLength(1)
    await expect(offline(page)).toHaveCount(0)
  })
})

test.describe('a browser that wrongly says it is online', () => {
  test.beforeEach(async ({ page }) => sayAlways(page, true))

  test('has a page that goes on by itself all the same', async ({ context, page, stack }) => {
    const undo = stack.control.fault({ endpoint: 'weather', status: 500 })
    await openAsKnown(page, stack)
    await expect(alertOn(page)).toContainText('has a problem')
    undo()
    await context.setOffline(true)
    await alertOn(page).getByRole('button', { name: 'Try again' }).click()
    const title = 'The weather service cannot be reached'
    await expectExplained(page, { title, who: 'nobody', way: 'Try again' })
    await context.setOffline(false)
    await page.clock.fastForward(31_000)
    await expect(forecastRows(page)).toHaveCount(5)
  })

  test('has an older forecast replaced by itself all the same', async ({
    context,
    page,
    stack,
  }) => {
    await seeForecast(page, stack)
    await context.setOffline(true)
    await refresh(page)
    await expect(alertOn(page)).toContainText('cannot be reached. You still see')
    await context.setOffline(false)
    await page.clock.fastForward(31_000)
    await expect(alertOn(page)).toHaveCount(0)
  })
})
