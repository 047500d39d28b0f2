import type { Page } from 'playwright/test'
import { alertOn, goOn, openAsKnown, refresh, seeForecast } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows } from '../../support/person.ts'
import { enter, hour, minute, pass, tokenRequests } from '../../support/session-steps.ts'
import { expectExplained } from '../../support/faults/expect-explained.ts'

// `navigator.onLine` is only a hint. With some VPNs and virtual adapters it is false although the connection works. Behind a
// router without internet access it is true. Its events come late, too often, or never.

/** From the next page load, fixes `navigator.onLine` and suppresses its events. */
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

test.describe('when navigator.onLine is wrongly false', () => {
  test.beforeEach(async ({ page }) => sayAlways(page, false))

  test('a fresh forecast is shown without "Offline"', async ({ page, stack }) => {
    await seeForecast(page, stack)
    await expect(offline(page)).toHaveCount(0)
    await refresh(page)
    await expect(isUpToDate(page)).toBeAttached()
    await expect(offline(page)).toHaveCount(0)
  })

  test('an offline event is checked with a request', async ({ page, site, stack }) => {
    await seeForecast(page, stack)
    const asked = page.waitForResponse((response) => response.url() === `${site.origin}/`)
    await page.evaluate(() => dispatchEvent(new Event('offline')))
    await asked
    await expect(offline(page)).toHaveCount(0)
    await refresh(page)
    await expect(isUpToDate(page)).toBeAttached()
  })

  test('a 503 from the API is still shown', async ({ page, stack }) => {
    const undo = stack.control.fault({ endpoint: 'weather', status: 503 })
    await openAsKnown(page, stack)
    const title = 'The weather service is busy'
    await expectExplained(page, { title, who: 'nobody', way: 'Try again' })
    undo()
    await goOn(page, 'Try again')
    stack.control.fault({ endpoint: 'weather', status: 503 })
    await refresh(page)
    await expect(alertOn(page)).toContainText(`${title}. The forecast below`)
    await expect(offline(page)).toHaveCount(0)
  })

  test('a 503 from the token endpoint is still shown', async ({ page, stack }) => {
    await seeForecast(page, stack)
    stack.control.expireAccessTokens()
    stack.control.fault({ endpoint: 'token', status: 503 })
    await refresh(page)
    await expect(alertOn(page)).toContainText('The sign-in service is busy. The forecast below')
    await expect(offline(page)).toHaveCount(0)
  })

  test('the message still names the server that is down', async ({ page, stack }) => {
    await seeForecast(page, stack)
    const undo = stack.control.fault({ endpoint: 'weather', drop: true })
    await refresh(page)
    await expect(alertOn(page)).toContainText(
      'The weather service cannot be reached. The forecast below',
    )
    undo()
    stack.control.expireAccessTokens()
    stack.control.fault({ endpoint: 'token', drop: true })
    await refresh(page)
    await expect(alertOn(page)).toContainText(
      'The sign-in service cannot be reached. The forecast below',
    )
    await expect(offline(page)).toHaveCount(0)
  })

  test('the access token is still renewed before it expires', async ({ page, stack }) => {
    await enter(page, stack)
    await pass(page, stack, 50 * minute)
    expect(tokenRequests(stack)).toHaveLength(0)
    await pass(page, stack, 40 * minute)
    await expect.poll(() => tokenRequests(stack).map(({ status }) => status)).toEqual([200])
  })

  test('the page says that it is offline while nothing answers, and continues without an event', async ({
    context,
    page,
    stack,
  }) => {
    await seeForecast(page, stack)
    await context.setOffline(true)
    await refresh(page)
    await expect(alertOn(page)).toContainText('You are offline. The forecast below')
    await expect(offline(page).first()).toBeVisible()
    await context.setOffline(false)
    await page.clock.fastForward(31_000)
    await expect(alertOn(page)).toHaveCount(0)
    await expect(offline(page)).toHaveCount(0)
  })

  test('the access token is renewed when the connection returns, without an event', async ({
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

test.describe('when navigator.onLine is wrongly true', () => {
  test.beforeEach(async ({ page }) => sayAlways(page, true))

  test('an error page still continues when the connection returns', async ({
    context,
    page,
    stack,
  }) => {
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

  test('an old forecast is still replaced when the connection returns', async ({
    context,
    page,
    stack,
  }) => {
    await seeForecast(page, stack)
    await context.setOffline(true)
    await refresh(page)
    await expect(alertOn(page)).toContainText('cannot be reached. The forecast below')
    await context.setOffline(false)
    await page.clock.fastForward(31_000)
    await expect(alertOn(page)).toHaveCount(0)
  })
})
