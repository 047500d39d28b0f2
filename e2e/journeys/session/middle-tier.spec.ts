import type { Page } from 'playwright/test'
import type { LocalEntra } from '#local-entra'
import { alertOn, askedFor } from '../../support/failure.ts'
import { expect } from '../../support/fixtures.ts'
import { test } from '../../support/middle-tier.ts'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import { authorizations, countRedirects, tokenRequests } from '../../support/session-steps.ts'

// The app calls an API that calls another one on behalf of the user, and the tokens of that one need a second factor.

const place = '/forecast?days=5#friday'

/** The statuses of the responses to the API, which exchanges the token of the app. */
function exchanges(stack: LocalEntra) {
  const requests = tokenRequests(stack).filter(({ form }) => 'assertion' in form)
  return requests.map(({ status }) => status)
}

/** Signs in with the form, without a second factor, until the claims challenge of the API asks for one. */
async function signInUntilChallenged(page: Page): Promise<void> {
  await page.goto(place)
  await signInAs(page, plainAccount)
  await expect(page.getByRole('button', { name: 'Approve' })).toBeVisible()
}

test('a second factor that an API behind the API needs causes one redirect back to the same page', async ({
  page,
  stack,
}) => {
  const redirects = countRedirects(page)
  await signInUntilChallenged(page)
  const claims = new URL(authorizations(stack).at(-1)?.url ?? '', page.url()).searchParams
  expect(claims.get('claims')).toContain('"capolids":{"essential":true')
  await page.getByRole('button', { name: 'Approve' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL(place)
  expect(redirects()).toBe(2)
  expect(exchanges(stack)).toEqual([400, 200])
  expect(askedFor(stack, 'weather')).toBe(1)
})

test('an earlier second factor satisfies an API behind the API without a challenge', async ({
  page,
  stack,
}) => {
  const redirects = countRedirects(page)
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto(place)
  await expect(forecastRows(page)).toHaveCount(5)
  expect(redirects()).toBe(1)
  expect(exchanges(stack)).toEqual([200])
})

test('a user who cancels the second factor for an API behind the API sees a message, and can give it later', async ({
  page,
}) => {
  await signInUntilChallenged(page)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(alertOn(page)).toContainText('You did not sign in')
  await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Approve' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL(place)
})
