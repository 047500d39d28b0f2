import type { Page } from 'playwright/test'
import type { LocalEntra, WireFault } from '#local-entra'
import { alertOn, askedFor } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows } from '../../support/person.ts'
import { expectProfile, openForecast, openProfile } from '../../support/profile.ts'
import { countRedirects, enter, tokenRequests } from '../../support/session-steps.ts'

const endpoint = 'graph'

/** The scopes of the token requests. The photo can still ask for a token while another page is open. */
function requestedScopes(stack: LocalEntra): (string | undefined)[] {
  return tokenRequests(stack).map(({ form }) => form['scope'])
}

/** Expects the forecast, without a message and without another token for it. */
async function expectForecast(page: Page, stack: LocalEntra): Promise<void> {
  await openForecast(page)
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(alertOn(page)).toHaveCount(0)
  const { scope } = stack.appConfig.weatherApi
  expect(requestedScopes(stack)).not.toContainEqual(expect.stringContaining(scope))
}

interface Failure {
  fault: WireFault
  message: string
  /** The button that helps once the fault is gone. */
  way: string
}

const failures: Readonly<Record<string, Failure>> = {
  'refuses every token (401)': {
    fault: { endpoint, status: 401 },
    message: 'The profile service did not accept your sign-in',
    way: 'Sign in',
  },
  'denies access (403)': {
    fault: { endpoint, status: 403 },
    message: 'You do not have access to the profile service',
    way: 'Try again',
  },
  'has too many requests (429)': {
    fault: { endpoint, status: 429, headers: { 'retry-after': '60' } },
    message: 'profile service',
    way: 'Try again',
  },
  'fails (500)': {
    fault: { endpoint, status: 500 },
    message: 'profile service',
    way: 'Try again',
  },
  'closes the connection': {
    fault: { endpoint, drop: true },
    message: 'profile service',
    way: 'Try again',
  },
  'answers with another shape': {
    fault: { endpoint, status: 200, body: { displayName: 7 } },
    message: 'profile service',
    way: 'Try again',
  },
  'answers with a list': {
    fault: { endpoint, status: 200, body: [] },
    message: 'profile service',
    way: 'Try again',
  },
}

for (const [what, { fault, message, way }] of Object.entries(failures)) {
  test(`when Microsoft Graph ${what}, only the profile page says so`, async ({ page, stack }) => {
    await enter(page, stack)
    const redirects = countRedirects(page)
    const undo = stack.control.fault(fault)
    await openProfile(page)
    await expect(alertOn(page)).toContainText(message)
    await expect(alertOn(page).getByRole('button', { name: way })).toBeVisible()
    await expectForecast(page, stack)
    expect(redirects()).toBe(0)
    await openProfile(page)
    await expect(alertOn(page)).toContainText(message)
    undo()
    await alertOn(page).getByRole('button', { name: way }).click()
    await expectProfile(page)
  })
}

test('a single 401 of Microsoft Graph goes unnoticed', async ({ page, stack }) => {
  await enter(page, stack)
  const redirects = countRedirects(page)
  stack.control.fault({ endpoint, status: 401, times: 1 })
  await openProfile(page)
  await expectProfile(page)
  expect(redirects()).toBe(0)
  // The first token, and a new one. If the 401 was for the photo, the page did not wait for it.
  await expect.poll(() => tokenRequests(stack)).toHaveLength(2)
})

test('a 401 of Microsoft Graph costs the forecast neither its token nor a request', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  stack.control.fault({ endpoint, status: 401 })
  await openProfile(page)
  await expect(alertOn(page)).toBeVisible()
  const { scope } = stack.appConfig.weatherApi
  expect(requestedScopes(stack)).not.toContainEqual(expect.stringContaining(scope))
  expect(askedFor(stack, 'weather')).toBe(0)
})

test('the page waits for the Retry-After of Microsoft Graph, then shows the profile', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  await enter(page, stack)
  const headers = { 'retry-after': '42', 'access-control-expose-headers': 'Retry-After' }
  const undo = stack.control.fault({ endpoint, status: 429, headers })
  await openProfile(page)
  await expect(page.getByRole('timer')).toContainText(/The app tries again in 4[0-2] seconds/)
  undo()
  await page.clock.fastForward(43_000)
  await expectProfile(page)
})

test('without a connection the profile page says so, and the profile follows when it is back', async ({
  page,
  context,
  stack,
}) => {
  await enter(page, stack)
  // Loads the script of the page.
  await openProfile(page)
  await expectProfile(page)
  await openForecast(page)
  await expect(forecastRows(page)).toHaveCount(5)
  await context.setOffline(true)
  await openProfile(page)
  await expect(alertOn(page)).toContainText('offline')
  await context.setOffline(false)
  await expectProfile(page)
})

test('while Microsoft Graph does not answer, the header says so, and after ten seconds the page offers a retry', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  await enter(page, stack)
  const undo = stack.control.fault({ endpoint, hang: true })
  await openProfile(page)
  await expect.poll(() => askedFor(stack, endpoint)).toBe(2)
  await expect(page.getByRole('banner').getByText('Loading…')).toBeVisible()
  await page.clock.fastForward(10_000)
  await expect(alertOn(page)).toContainText('The profile service is taking too long')
  undo()
  await alertOn(page).getByRole('button', { name: 'Try again' }).click()
  await expectProfile(page)
})

test('the weather API is down, and the profile is shown', async ({ page, stack }) => {
  await enter(page, stack)
  const undo = stack.control.fault({ endpoint: 'weather', status: 500 })
  await openProfile(page)
  await expectProfile(page)
  await openForecast(page)
  await expect(alertOn(page)).toContainText('weather service')
  await openProfile(page)
  await expectProfile(page)
  undo()
  await expectForecast(page, stack)
})
