import type { Page } from 'playwright/test'
import type { WireFault } from '../../../local-entra/faults/faults.ts'
import type { LocalStack } from '../../../local-entra/local-stack.ts'
import { alertOn, askedFor, openAsKnown, refresh, seeForecast } from '../../support/failure.ts'
import { startFaultyServer } from '../../support/faulty-server.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows } from '../../support/person.ts'
import { authorizations } from '../../support/session-steps.ts'

// A server says how long it wants to be left alone: in seconds, or until a date (RFC 9110 §10.2.3). Nothing asks it before.

test.beforeEach(async ({ page }) => {
  await page.clock.install()
})

const inSeconds = (seconds: number) => String(seconds)
const byDate = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString()

/** An answer that asks to be left alone, and lets pages of other origins read that. */
function asking(
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

const tokenRequests = (stack: LocalStack) => askedFor(stack, 'token', 'POST')
const countdown = (page: Page) => page.getByRole('timer')

for (const [form, write] of Object.entries({ 'in seconds': inSeconds, 'by a date': byDate })) {
  test(`a token endpoint that asks for two minutes ${form} gets them from every path`, async ({
    context,
    page,
    stack,
  }) => {
    await seeForecast(page, stack)
    stack.control.expireAccessTokens()
    const undo = stack.control.fault(asking('token', 429, write(120)))
    await refresh(page)
    await expect(alertOn(page)).toContainText('The sign-in service is busy. You still see')
    await expect(countdown(page)).toContainText('in 2 minutes')
    const asked = tokenRequests(stack)
    const left = authorizations(stack).length

    // The renewal in the background, and what makes it check.
    await page.clock.fastForward(70_000)
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    await lookAgain(page)
    await alertOn(page).getByRole('button', { name: 'Try again' }).click()
    await expect(countdown(page)).toContainText(/in [45]\d seconds/)

    // A reload, in memory without tokens, and another tab.
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

test('a refusal that asks for a pause gets it too, as it was asked for', async ({
  page,
  stack,
}) => {
  await seeForecast(page, stack)
  stack.control.expireAccessTokens()
  const body = { error: 'invalid_request', error_description: 'AADSTS90023: Unsupported.' }
  const undo = stack.control.fault({ ...asking('token', 400, byDate(20)), body })
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

test('at a first sign-in the page presumes no session, and says when to sign in', async ({
  page,
  stack,
}) => {
  const undo = stack.control.fault(asking('token', 503, byDate(120)))
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

test('a clock that is an hour off does not change how long a date is away', async ({
  page,
  stack,
}) => {
  await page.clock.setSystemTime(Date.now() + 3_600_000)
  const date = new Date().toUTCString()
  stack.control.fault({ ...asking('weather', 503, byDate(42), { date }), times: 1 })
  await openAsKnown(page, stack)
  await expect(countdown(page)).toContainText(/in 4[0-2] seconds/)
  await page.clock.fastForward(43_000)
  await expect(forecastRows(page)).toHaveCount(5)
})

const years = { seconds: '315360000', digits: '9'.repeat(20), date: byDate(315_360_000) }
for (const [form, retryAfter] of Object.entries(years)) {
  test(`a server that asks for years (${form}) is left to the person`, async ({ page, stack }) => {
    const undo = stack.control.fault(asking('weather', 503, retryAfter))
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
  test(`a Retry-After that asks for nothing (${form}) keeps nobody waiting`, async ({
    page,
    stack,
  }) => {
    stack.control.fault({ ...asking('weather', 503, retryAfter), times: 1 })
    await openAsKnown(page, stack)
    await page.clock.runFor(1_000)
    await expect(forecastRows(page)).toHaveCount(5)
    stack.control.expireAccessTokens()
    stack.control.fault({ ...asking('token', 503, retryAfter), times: 1 })
    await refresh(page)
    await expect(alertOn(page)).toContainText('The sign-in service is busy')
    await page.clock.fastForward(31_000)
    await expect(alertOn(page)).toHaveCount(0)
  })
}

/** What a browser tells a page whose tab was hidden and is visible again. */
async function lookAgain(page: Page): Promise<void> {
  const event = () => document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  await page.evaluate(event)
}

test('a tab that is looked at again does not ask the API before its time', async ({
  page,
  stack,
}) => {
  await seeForecast(page, stack)
  const undo = stack.control.fault(asking('weather', 429, byDate(4000)))
  await refresh(page)
  await expect(alertOn(page)).toContainText('The weather service is busy. You still see')
  const asked = askedFor(stack, 'weather')
  await page.clock.fastForward(3_000_000)
  await lookAgain(page)
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await page.clock.runFor(1_000)
  expect(askedFor(stack, 'weather')).toBe(asked)
  undo()
  await page.clock.fastForward(1_001_000)
  await lookAgain(page)
  await expect(alertOn(page)).toHaveCount(0)
})

for (const status of [429, 503]) {
  test(`a host that answers ${status} for its configuration is asked again when it wishes`, async ({
    page,
    site,
    stack,
  }) => {
    let isIll = true
    let asked = 0
    const host = await startFaultyServer(site.origin, (answer, { url }) => {
      if (!url.endsWith('/config.json')) return
      asked += 1
      if (!isIll) return
      answer.status = status
      answer.headers.set('retry-after', byDate(60))
    })
    stack.control.addAppOrigin(host.origin)
    await openAsKnown(page, stack, `${host.origin}/forecast?days=5`)
    await expect(alertOn(page)).toContainText('The app could not be loaded completely')
    await expect(countdown(page)).toContainText(/in (?:5\d|60) seconds/)
    isIll = false
    await page.clock.fastForward(50_000)
    expect(asked).toBe(1)
    await page.clock.fastForward(11_000)
    await expect(forecastRows(page)).toHaveCount(5)
    await host.close()
  })
}

test('a host that is still down keeps the page that says so', async ({ page, site, stack }) => {
  let isIll = true
  const host = await startFaultyServer(site.origin, (answer, { url }) => {
    if (isIll && url.endsWith('/config.json')) answer.status = 500
  })
  stack.control.addAppOrigin(host.origin)
  await openAsKnown(page, stack, `${host.origin}/forecast?days=5`)
  for (const _ of [1, 2]) {
    await expect(countdown(page)).toContainText(/in [23]\d seconds/)
    const loaded = page.waitForEvent('load')
    const answered = page.waitForResponse(/config\.json/)
    await page.clock.fastForward(31_000)
    await answered
    expect(await Promise.race([loaded, answered.then(() => 'still there')])).toBe('still there')
    loaded.catch(() => undefined)
  }
  isIll = false
  await page.clock.fastForward(31_000)
  await expect(forecastRows(page)).toHaveCount(5)
  await host.close()
})
