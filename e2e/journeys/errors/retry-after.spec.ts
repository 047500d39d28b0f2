import type { Page } from 'playwright/test'
import type { LocalEntra, WireFault } from '#local-entra'
import { alertOn, askedFor, openAsKnown, refresh, seeForecast } from '../../support/failure.ts'
import { startFaultyServer } from '../../support/faulty-server.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows } from '../../support/person.ts'
import { authorizations } from '../../support/session-steps.ts'

// Retry-After is a number of seconds or a date (RFC 9110 §10.2.3). The app sends no request before it has passed.

test.beforeEach(async ({ page }) => {
  await page.clock.install()
})

const inSeconds = (seconds: number) => String(seconds)
const byDate = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString()

/** A response with a Retry-After that pages of other origins can read. */
function responseWithRetryAfter(
  endpoint: WireFault['endpoint'],
  status: number,
  retryAfter: string,
  headers: Record<string, string> = {},
): WireFault {
  const exposed = ['Retry-After', ...Object.keys(headers)].join(', ')
  return {
    endpoint,
    status,
    headers: { 'retry-after': retryAfter, 'access-control-expose-headers': exposed, ...headers },
  }
}

const tokenRequests = (stack: LocalEntra) => askedFor(stack, 'token', 'POST')
const countdown = (page: Page) => page.getByRole('timer')

for (const [form, write] of Object.entries({ 'in seconds': inSeconds, 'by a date': byDate })) {
  test(`when the token endpoint asks for two minutes ${form}, no request is sent earlier`, async ({
    context,
    page,
    stack,
  }) => {
    await seeForecast(page, stack)
    stack.control.expireAccessTokens()
    const undo = stack.control.fault(responseWithRetryAfter('token', 429, write(120)))
    await refresh(page)
    await expect(alertOn(page)).toContainText('The sign-in service is busy. The forecast below')
    await expect(countdown(page)).toContainText('in 2 minutes')
    const asked = tokenRequests(stack)
    const left = authorizations(stack).length

    // Background renewal, and the events that trigger it.
    await page.clock.fastForward(61_000)
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    await showTab(page)
    await alertOn(page).getByRole('button', { name: 'Try again' }).click()
    await expect(countdown(page)).toContainText(/in [45]\d seconds/)

    // A reload, which in memory mode has no tokens, and another tab.
    await page.reload()
    await expect(alertOn(page)).toContainText('The sign-in service is busy')
    await expect(countdown(page)).toContainText(/in [45]\d seconds/)
    const tab = await context.newPage()
    await tab.clock.install({ time: await page.evaluate(() => Date.now()) })
    await tab.goto('/forecast')
    await expect(alertOn(tab)).toContainText('The sign-in service is busy')
    await alertOn(tab).getByRole('button', { name: 'Sign in' }).click()
    await expect(alertOn(tab)).toContainText('The sign-in service is busy')
    expect(tokenRequests(stack)).toBe(asked)
    expect(authorizations(stack)).toHaveLength(left)

    undo()
    await page.clock.fastForward(60_000)
    await expect(forecastRows(page)).toHaveCount(5)
    expect(tokenRequests(stack)).toBe(asked + 1)
  })
}

test('the Retry-After of a 400 from the token endpoint is respected as well', async ({
  page,
  stack,
}) => {
  await seeForecast(page, stack)
  stack.control.expireAccessTokens()
  const body = { error: 'invalid_request', error_description: 'AADSTS90023: Unsupported.' }
  const undo = stack.control.fault({ ...responseWithRetryAfter('token', 400, byDate(20)), body })
  await refresh(page)
  await expect(alertOn(page)).toContainText('contained an unknown value')
  const asked = tokenRequests(stack)
  undo()
  await page.reload()
  await expect(alertOn(page)).toContainText('The sign-in service is busy')
  expect(tokenRequests(stack)).toBe(asked)
  await page.clock.fastForward(21_000)
  await expect(forecastRows(page)).toHaveCount(5)
})

test('at a first sign-in, a busy token endpoint shows when to sign in and mentions no session', async ({
  page,
  stack,
}) => {
  const undo = stack.control.fault(responseWithRetryAfter('token', 503, byDate(120)))
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('The sign-in service is busy')
  await expect(alertOn(page)).not.toContainText(/signed in/i)
  await expect(countdown(page)).toContainText('You can sign in again in 2 minutes')
  const asked = tokenRequests(stack)
  await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
  await expect(countdown(page)).toContainText('You can sign in again in 2 minutes')
  expect(tokenRequests(stack)).toBe(asked)
  undo()
  await page.clock.fastForward(121_000)
  await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
})

test('a clock that is an hour off does not change the wait for a Retry-After date', async ({
  page,
  stack,
}) => {
  await page.clock.setSystemTime(Date.now() + 3_600_000)
  const date = new Date().toUTCString()
  stack.control.fault({ ...responseWithRetryAfter('weather', 503, byDate(42), { date }), times: 1 })
  await openAsKnown(page, stack)
  await expect(countdown(page)).toContainText(/in 4[0-2] seconds/)
  await page.clock.fastForward(43_000)
  await expect(forecastRows(page)).toHaveCount(5)
})

const years = { seconds: '315360000', digits: '9'.repeat(20), date: byDate(315_360_000) }
for (const [form, retryAfter] of Object.entries(years)) {
  test(`a Retry-After of years (${form}) shows a button and no countdown`, async ({
    page,
    stack,
  }) => {
    const undo = stack.control.fault(responseWithRetryAfter('weather', 503, retryAfter))
    await openAsKnown(page, stack)
    await expect(alertOn(page)).toContainText('The weather service is busy')
    await expect(countdown(page)).toHaveCount(0)
    await page.clock.fastForward(3_600_000)
    expect(askedFor(stack, 'weather')).toBe(1)
    undo()
    await alertOn(page).getByRole('button', { name: 'Try again' }).click()
    await expect(forecastRows(page)).toHaveCount(5)
  })
}

const noPause = { past: byDate(-3600), zero: '0', minus: '-5', fraction: '1.5', word: 'soon' }
for (const [form, retryAfter] of Object.entries(noPause)) {
  test(`a Retry-After without a usable delay (${form}) is ignored`, async ({ page, stack }) => {
    stack.control.fault({ ...responseWithRetryAfter('weather', 503, retryAfter), times: 1 })
    await openAsKnown(page, stack)
    await page.clock.runFor(1_000)
    await expect(forecastRows(page)).toHaveCount(5)
    stack.control.expireAccessTokens()
    stack.control.fault({ ...responseWithRetryAfter('token', 503, retryAfter), times: 1 })
    await refresh(page)
    await expect(alertOn(page)).toContainText('The sign-in service is busy')
    await page.clock.fastForward(31_000)
    await expect(alertOn(page)).toHaveCount(0)
  })
}

/** Sends the event of a tab that becomes visible again. */
async function showTab(page: Page): Promise<void> {
  const event = () => document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  await page.evaluate(event)
}

test('a tab that becomes visible does not ask the API before its Retry-After', async ({
  page,
  stack,
}) => {
  await seeForecast(page, stack)
  const undo = stack.control.fault(responseWithRetryAfter('weather', 429, byDate(4000)))
  await refresh(page)
  await expect(alertOn(page)).toContainText('The weather service is busy. The forecast below')
  const asked = askedFor(stack, 'weather')
  await page.clock.fastForward(3_000_000)
  await showTab(page)
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await page.clock.runFor(1_000)
  expect(askedFor(stack, 'weather')).toBe(asked)
  undo()
  await page.clock.fastForward(1_001_000)
  await showTab(page)
  await expect(alertOn(page)).toHaveCount(0)
})

for (const status of [429, 503]) {
  test(`a host that answers ${status} for config.json is asked again after its Retry-After`, async ({
    page,
    site,
    stack,
  }) => {
    await site.mount()
    let isFailing = true
    let asked = 0
    const host = await startFaultyServer(site.origin, (answer, { url }) => {
      if (!url.endsWith('/config.json')) return
      asked += 1
      if (!isFailing) return
      answer.status = status
      answer.headers.set('retry-after', byDate(60))
    })
    stack.control.addAppOrigin(host.origin)
    await openAsKnown(page, stack, `${host.origin}/forecast?days=5`)
    await expect(alertOn(page)).toContainText('The settings of the app could not be loaded')
    await expect(countdown(page)).toContainText(/in (?:5\d|60) seconds/)
    isFailing = false
    await page.clock.fastForward(50_000)
    expect(asked).toBe(1)
    await page.clock.fastForward(11_000)
    await expect(forecastRows(page)).toHaveCount(5)
    await host.close()
  })
}

test('the error page stays while the host is still down', async ({ page, site, stack }) => {
  await site.mount()
  let isFailing = true
  const host = await startFaultyServer(site.origin, (answer, { url }) => {
    if (isFailing && url.endsWith('/config.json')) answer.status = 500
  })
  stack.control.addAppOrigin(host.origin)
  await openAsKnown(page, stack, `${host.origin}/forecast?days=5`)
  const seeCountdownRestart = () => expect(countdown(page)).toContainText(/in [23]\d seconds/)
  for (const _ of [1, 2]) {
    await seeCountdownRestart()
    // From here on, the page shows these numbers again only when the countdown starts again.
    await page.clock.fastForward(15_000)
    await expect(countdown(page)).toContainText(/in 1?\d second/)
    const loaded = page.waitForEvent('load')
    const answered = page.waitForResponse(/config\.json/)
    await page.clock.fastForward(16_000)
    await answered
    expect(await Promise.race([loaded, answered.then(() => 'still there')])).toBe('still there')
    loaded.catch(() => undefined)
  }
  await seeCountdownRestart()
  isFailing = false
  await page.clock.fastForward(31_000)
  await expect(forecastRows(page)).toHaveCount(5)
  await host.close()
})
