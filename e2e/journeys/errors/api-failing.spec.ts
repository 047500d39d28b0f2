import type { Page } from 'playwright/test'
import {
  alertOn,
  askedFor,
  goOn,
  openAsKnown,
  refresh,
  seeForecast,
} from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, pickAccount, plainAccount } from '../../support/person.ts'
import { faultsOfApi } from '../../support/faults/api.ts'
import { expectExplained } from '../../support/faults/expect-explained.ts'

for (const { entry, fault, ...expectation } of faultsOfApi) {
  test(`when the API answers ${entry}, the page explains it and offers a next step`, async ({
    page,
    stack,
  }) => {
    const undo = stack.control.fault(fault)
    await openAsKnown(page, stack)
    await expectExplained(page, expectation)
    undo()
    await goOn(page, expectation.way)
  })
}

test(
  'a 401 from the API causes one retry with a new token, then a message with a sign-in button',
  { tag: '@promise' },
  async ({ page, stack }) => {
    stack.control.fault({ endpoint: 'weather', status: 401 })
    await openAsKnown(page, stack)
    await expect(alertOn(page)).toContainText('did not accept your sign-in')
    expect(askedFor(stack, 'weather')).toBe(2)
    // One request for the code, one for the new access token.
    expect(askedFor(stack, 'token', 'POST')).toBe(2)
    expect(askedFor(stack, 'authorize')).toBe(1)
  },
)

test('a single 401 from the API goes unnoticed', async ({ page, stack }) => {
  stack.control.fault({ endpoint: 'weather', status: 401, times: 1 })
  await openAsKnown(page, stack)
  await expect(forecastRows(page)).toHaveCount(5)
})

test('the reason that the API gives for a 401 is shown to the developer', async ({
  page,
  stack,
}) => {
  stack.control.fault({ tamper: 'access token with wrong audience' })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('accepts tokens for another audience')
  await page.getByText('Details for support').click()
  await expect(page.getByText(/invalid_token: The audience '.+' is invalid/)).toBeVisible()
})

test(
  'a 403 does not redirect to sign-in, and "Try again" works once the permission is granted',
  { tag: '@promise' },
  async ({ page, stack }) => {
    const undo = stack.control.fault({ tamper: 'access token without scope' })
    await openAsKnown(page, stack)
    await expect(alertOn(page)).toContainText('You do not have access')
    await expect(alertOn(page)).toContainText('Your administrator can fix this')
    expect(askedFor(stack, 'authorize')).toBe(1)
    undo()
    // Only a new token contains the permission.
    await goOn(page, 'Try again')
    expect(askedFor(stack, 'authorize')).toBe(1)
  },
)

const isTokenEndpoint = ({ pathname }: URL) => pathname.endsWith('/token')

/** Makes the token endpoint report a granted scope other than the requested one (RFC 6749 §5.1). */
async function grantOther(page: Page): Promise<void> {
  await page.route(isTokenEndpoint, async (route) => {
    const response = await route.fetch()
    const answer = (await response.json()) as object
    await route.fulfill({ response, json: { ...answer, scope: 'openid profile' } })
  })
}

test('a permission that was granted is not reported as missing', async ({ page, stack }) => {
  stack.control.fault({ endpoint: 'weather', status: 403 })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('You do not have access')
  await expect(alertOn(page)).toContainText(`${stack.appConfig.weatherApi.scope} is granted`)
  await expect(alertOn(page)).not.toContainText('adminconsent')
  // After a reload the token comes from storage. The app still knows the granted scope.
  await page.reload()
  await expect(alertOn(page)).toContainText(`${stack.appConfig.weatherApi.scope} is granted`)
})

test(
  'the message for the administrator contains the link that grants the permission',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await grantOther(page)
    stack.control.fault({ endpoint: 'weather', status: 403 })
    await openAsKnown(page, stack)
    await page.getByRole('button', { name: 'Copy a message for your administrator' }).click()
    await expect(page.getByText('Copied.')).toBeVisible()
    const message = await page.evaluate(() => navigator.clipboard.readText())
    const { clientId, weatherApi, authorityMetadata } = stack.appConfig
    const tenant = authorityMetadata.authorization_endpoint.replace('/oauth2/v2.0/authorize', '')
    expect(message).toContain(`${tenant}/v2.0/adminconsent?client_id=${clientId}`)
    expect(message).toContain(`Permission: ${weatherApi.scope}`)
  },
)

test('a single 503 from the API goes unnoticed', { tag: '@promise' }, async ({ page, stack }) => {
  stack.control.fault({ endpoint: 'weather', status: 503, times: 1 })
  await openAsKnown(page, stack)
  await expect(forecastRows(page)).toHaveCount(5)
  expect(askedFor(stack, 'weather')).toBe(2)
})

test(
  'the page waits for the Retry-After of the API, then continues automatically',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await page.clock.install()
    const headers = { 'retry-after': '42', 'access-control-expose-headers': 'Retry-After' }
    stack.control.fault({ endpoint: 'weather', status: 503, headers, times: 1 })
    await openAsKnown(page, stack)
    await expect(page.getByRole('timer')).toContainText(/The app tries again in 4[0-2] seconds/)
    await page.clock.fastForward(35_000)
    await expect(page.getByRole('timer')).toContainText(/The app tries again in [1-7] second/)
    expect(askedFor(stack, 'weather')).toBe(1)
    await page.clock.fastForward(8_000)
    await expect(forecastRows(page)).toHaveCount(5)
    expect(askedFor(stack, 'weather')).toBe(2)
  },
)

test('a rate limit of the API keeps the old forecast and counts down to the next attempt', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  stack.control.limitRate(1, 30)
  await seeForecast(page, stack)
  await refresh(page)
  await expect(alertOn(page)).toContainText('The forecast below is from')
  await expect(page.getByText('The forecast is up to date.')).toHaveCount(0)
  await expect(page.getByRole('timer')).toContainText(/The app tries again in \d+ seconds/)
  await expect(forecastRows(page)).toHaveCount(5)
})

test(
  'while the API does not answer, the page says so, and after ten seconds offers a retry',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await page.clock.install()
    const undo = stack.control.fault({ endpoint: 'weather', hang: true })
    await openAsKnown(page, stack)
    await expect.poll(() => askedFor(stack, 'weather')).toBe(1)
    await page.clock.fastForward(6_000)
    await expect(page.getByText('is taking longer than usual')).toBeVisible()
    await page.clock.fastForward(4_000)
    await expect(alertOn(page)).toContainText('is taking too long')
    undo()
    await goOn(page, 'Try again')
  },
)

test('leaving the page aborts its request', { tag: '@promise' }, async ({ page, stack }) => {
  await page.clock.install()
  await seeForecast(page, stack)
  stack.control.fault({ endpoint: 'weather', hang: true })
  // Time stands still, so the request does not fail by its time limit.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 60_000)
  const aborted = page.waitForEvent('requestfailed', (r) => r.url() === stack.weatherApi.url)
  await refresh(page)
  await expect.poll(() => askedFor(stack, 'weather')).toBe(2)
  await page.getByRole('link', { name: 'Flow' }).click()
  expect((await aborted).failure()?.errorText).toContain('ABORTED')
})

test('an empty forecast shows a message', async ({ page, stack }) => {
  stack.control.setForecast([])
  await openAsKnown(page, stack)
  await expect(page.getByText('has no forecast at the moment')).toBeVisible()
})

test(
  'when the token endpoint fails, the code is not sent again, and the page offers a new sign-in',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'RFC 6749 §4.1.2, §10.5; RFC 6749 §4.1.2' },
  },
  async ({ page, stack }) => {
    const undo = stack.control.fault({ endpoint: 'token', drop: true })
    await page.goto('/forecast?days=5')
    await pickAccount(page, plainAccount)
    await page.getByRole('button', { name: 'Accept' }).click()
    await expect(alertOn(page)).toContainText('sign-in service cannot be reached')
    await expect(page).toHaveURL('/forecast?days=5')
    // The provider may have redeemed the code, so the app does not send it again.
    expect(askedFor(stack, 'token', 'POST')).toBe(1)
    undo()
    await goOn(page, 'Sign in')
  },
)

test('an unknown address shows a message with a button to the forecast', async ({
  page,
  stack,
}) => {
  await openAsKnown(page, stack, '/nowhere')
  const way = 'Go to the forecast'
  await expectExplained(page, { title: 'Page not found', who: 'you', way })
  await goOn(page, way)
})

test(
  'withdrawn consent can be given again, and the user returns to the same page',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await seeForecast(page, stack, '/forecast?days=5#friday')
    stack.control.withdrawConsent()
    stack.control.expireAccessTokens()
    await refresh(page)
    const way = 'Review the permission'
    await expectExplained(page, { title: 'The app needs your permission', who: 'you', way })
    await alertOn(page).getByRole('button', { name: way }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(alertOn(page)).toContainText('You did not sign in')
    await expect(page).toHaveURL('/forecast?days=5#friday')
    await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Accept' }).click()
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL('/forecast?days=5#friday')
  },
)
