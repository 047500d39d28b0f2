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
import { expectExplained } from '../../support/faults/meet-in-turn.ts'

for (const { entry, fault, ...expectation } of faultsOfApi) {
  test(`when the API answers ${entry}, the page says so and leads on`, async ({ page, stack }) => {
    const undo = stack.control.fault(fault)
    await openAsKnown(page, stack)
    await expectExplained(page, expectation)
    undo()
    await goOn(page, expectation.way)
  })
}

test('an API that refuses the token gets one new one, and then the person is asked', async ({
  page,
  stack,
}) => {
  stack.control.fault({ endpoint: 'weather', status: 401 })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('did not accept your sign-in')
  expect(askedFor(stack, 'weather')).toBe(2)
  // One for the code, one for the new access token.
  expect(askedFor(stack, 'token', 'POST')).toBe(2)
  expect(askedFor(stack, 'authorize')).toBe(1)
})

test('an API that refuses one token for a moment goes unnoticed', async ({ page, stack }) => {
  stack.control.fault({ endpoint: 'weather', status: 401, times: 1 })
  await openAsKnown(page, stack)
  await expect(forecastRows(page)).toHaveCount(5)
})

test('what the API says about the token decides what the developer is told', async ({
  page,
  stack,
}) => {
  stack.control.fault({ tamper: 'access token with wrong audience' })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('accepts tokens for another audience')
  await page.getByText('Details for support').click()
  await expect(page.getByText(/invalid_token: The audience '.+' is invalid/)).toBeVisible()
})

test('whoever lacks the permission is not sent to sign in, and gets it without doing so', async ({
  page,
  stack,
}) => {
  const undo = stack.control.fault({ tamper: 'access token without scope' })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('You have no permission')
  await expect(alertOn(page)).toContainText('Your administrator can fix this')
  expect(askedFor(stack, 'authorize')).toBe(1)
  undo()
  // The permission is in a new token alone.
  await goOn(page, 'Try again')
  expect(askedFor(stack, 'authorize')).toBe(1)
})

const isTokenEndpoint = ({ pathname }: URL) => pathname.endsWith('/token')

/** Lets the token endpoint say that it has granted another permission than was requested (RFC 6749 §5.1). */
async function grantOther(page: Page): Promise<void> {
  await page.route(isTokenEndpoint, async (route) => {
    const response = await route.fetch()
    const answer = (await response.json()) as object
    await route.fulfill({ response, json: { ...answer, scope: 'openid profile' } })
  })
}

test('a permission that was granted is not said to be missing', async ({ page, stack }) => {
  stack.control.fault({ endpoint: 'weather', status: 403 })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('You have no permission')
  await expect(alertOn(page)).toContainText(`${stack.appConfig.weatherApi.scope} was granted`)
  await expect(alertOn(page)).not.toContainText('adminconsent')
  // A reload takes the token from where the tab keeps it: what was granted is still known.
  await page.reload()
  await expect(alertOn(page)).toContainText(`${stack.appConfig.weatherApi.scope} was granted`)
})

test('the message for the administrator has the link that grants the permission', async ({
  page,
  stack,
}) => {
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
})

test('a service that is busy for a moment goes unnoticed', async ({ page, stack }) => {
  stack.control.fault({ endpoint: 'weather', status: 503, times: 1 })
  await openAsKnown(page, stack)
  await expect(forecastRows(page)).toHaveCount(5)
  expect(askedFor(stack, 'weather')).toBe(2)
})

test('a service that asks for a pause gets it, and the page goes on by itself', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  const headers = { 'retry-after': '42', 'access-control-expose-headers': 'Retry-After' }
  stack.control.fault({ endpoint: 'weather', status: 503, headers, times: 1 })
  await openAsKnown(page, stack)
  await expect(page.getByRole('timer')).toContainText(/by itself in 4[0-2] seconds/)
  await page.clock.fastForward(35_000)
  await expect(page.getByRole('timer')).toContainText(/by itself in [1-7] second/)
  expect(askedFor(stack, 'weather')).toBe(1)
  await page.clock.fastForward(8_000)
  await expect(forecastRows(page)).toHaveCount(5)
  expect(askedFor(stack, 'weather')).toBe(2)
})

test('a rate limit of the API is kept to', async ({ page, stack }) => {
  await page.clock.install()
  stack.control.limitRate(1, 30)
  await seeForecast(page, stack)
  await refresh(page)
  await expect(alertOn(page)).toContainText('You still see the forecast from')
  await expect(page.getByText('The forecast is up to date.')).toHaveCount(0)
  await expect(page.getByRole('timer')).toContainText(/by itself in \d+ seconds/)
  await expect(forecastRows(page)).toHaveCount(5)
})

test('while the API does not answer there are words, and after ten seconds a way on', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  const undo = stack.control.fault({ endpoint: 'weather', hang: true })
  await openAsKnown(page, stack)
  await expect.poll(() => askedFor(stack, 'weather')).toBe(1)
  await page.clock.fastForward(6_000)
  await expect(page.getByText('takes longer than usual')).toBeVisible()
  await page.clock.fastForward(4_000)
  await expect(alertOn(page)).toContainText('takes too long')
  undo()
  await goOn(page, 'Try again')
})

test('whoever leaves the page takes the request along', async ({ page, stack }) => {
  await page.clock.install()
  await seeForecast(page, stack)
  stack.control.fault({ endpoint: 'weather', hang: true })
  // The time stands still: the request does not fail because it takes too long.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_000)
  const aborted = page.waitForEvent('requestfailed', (r) => r.url() === stack.weatherApi.url)
  await refresh(page)
  await expect.poll(() => askedFor(stack, 'weather')).toBe(2)
  await page.getByRole('link', { name: 'Flow' }).click()
  expect((await aborted).failure()?.errorText).toContain('ABORTED')
})

test('an empty forecast is said in words', async ({ page, stack }) => {
  stack.control.setForecast([])
  await openAsKnown(page, stack)
  await expect(page.getByText('has no forecast at the moment')).toBeVisible()
})

test('a token endpoint that fails leaves words and a way on', async ({ page, stack }) => {
  const undo = stack.control.fault({ endpoint: 'token', drop: true })
  await page.goto('/forecast?days=5')
  await pickAccount(page, plainAccount)
  await page.getByRole('button', { name: 'Accept' }).click()
  await expect(alertOn(page)).toContainText('sign-in service cannot be reached')
  await expect(page).toHaveURL('/forecast?days=5')
  // The code may have been redeemed: it is not sent again.
  expect(askedFor(stack, 'token', 'POST')).toBe(1)
  undo()
  await goOn(page, 'Sign in')
})

test('an address that leads nowhere says so and leads to the forecast', async ({ page, stack }) => {
  await openAsKnown(page, stack, '/nowhere')
  const way = 'Go to the forecast'
  await expectExplained(page, { title: 'There is no such page', who: 'you', way })
  await goOn(page, way)
})

test('a consent that was withdrawn can be given again, and the person is back where they were', async ({
  page,
  stack,
}) => {
  await seeForecast(page, stack, '/forecast?days=5#friday')
  stack.control.withdrawConsent()
  stack.control.expireAccessTokens()
  await refresh(page)
  const way = 'Review the permission'
  await expectExplained(page, { title: 'The app has no permission', who: 'you', way })
  await alertOn(page).getByRole('button', { name: way }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(alertOn(page)).toContainText('You did not sign in')
  await expect(page).toHaveURL('/forecast?days=5#friday')
  await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Accept' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL('/forecast?days=5#friday')
})
