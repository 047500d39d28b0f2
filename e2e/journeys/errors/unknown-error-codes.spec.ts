import type { Page } from 'playwright/test'
import type { WireFault } from '#local-entra'
import { alertOn, openAsKnown, refresh, seeForecast } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, pickAccountAgain, plainAccount } from '../../support/person.ts'
import { expectExplained } from '../../support/faults/expect-explained.ts'
import { otherAccount } from '../../support/session-steps.ts'

// Entra has hundreds of error codes, and the app knows some of them. It does not guess the meaning of the others.

const way = 'Use another account'
const neutral = { title: 'Sign-in failed', who: 'unclear', way } as const
const traces = '\r\nTrace ID: bbbbbbbb-0000-4000-8000-000000000002\r\nCorrelation ID: x'

function refusal(body: object): WireFault {
  return { endpoint: 'token', status: 400, body }
}

const link = (page: Page) => alertOn(page).getByRole('link', { name: 'Microsoft explains it' })

/** Responses of the token endpoint with a code that is not in the catalogue. */
const answers: Record<string, object> = {
  'in the description': {
    error: 'invalid_grant',
    error_description: `AADSTS90072: User account does not exist in the tenant.${traces}`,
    error_codes: [90072],
  },
  'in a description in another language': {
    error: 'unauthorized_client',
    error_description: `AADSTS90072: Das Konto ist im Mandanten nicht vorhanden.${traces}`,
  },
  'with no description': { error: 'access_denied', error_description: '', error_codes: [90072] },
  'with an unknown suberror': {
    error: 'invalid_grant',
    error_description: 'AADSTS90072: It is new.',
    suberror: 'never_heard_of',
  },
  'before another one': {
    error: 'invalid_request',
    error_description: 'AADSTS90072: It is new. AADSTS50020: It is not.',
    error_codes: [90072, 50020],
  },
  'that the user must act on': {
    error: 'interaction_required',
    error_description: 'AADSTS90072: It is new.',
    error_codes: [90072],
  },
}

for (const [where, body] of Object.entries(answers)) {
  test(`an unknown AADSTS code ${where} is shown with a link to its explanation`, async ({
    page,
    stack,
  }) => {
    const undo = stack.control.fault(refusal(body))
    await openAsKnown(page, stack, '/forecast?days=5')
    await expectExplained(page, neutral)
    await expect(alertOn(page)).toContainText('AADSTS90072')
    await expect(alertOn(page)).not.toContainText(/session|long time|administrator|cancelled/i)
    const address = 'https://login.microsoftonline.com/error?code=90072'
    await expect(link(page)).toHaveAttribute('href', address)
    undo()
    // Signing in with the same account would fail again.
    await alertOn(page).getByRole('button', { name: way }).click()
    await expect(alertOn(page)).toHaveCount(0)
    await page.getByRole('link', { name: 'Use another account' }).click()
    await page.getByRole('button', { name: otherAccount }).click()
    await page.getByRole('button', { name: 'Accept' }).click()
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL('/forecast?days=5')
  })
}

for (const [number, href] of [
  ['AADB2C90118', 'https://learn.microsoft.com/azure/active-directory-b2c/error-codes'],
  ['MSIS9605', ''],
] as const) {
  test(`an error code of another kind (${number}) is shown`, async ({ page, stack }) => {
    stack.control.fault(
      refusal({ error: 'access_denied', error_description: `${number}: It is new.` }),
    )
    await openAsKnown(page, stack)
    await expectExplained(page, neutral)
    await expect(alertOn(page)).toContainText(number)
    if (href === '') await expect(link(page)).toHaveCount(0)
    else await expect(link(page)).toHaveAttribute('href', href)
  })
}

test('an unknown AADSTS code in an authorization response is shown', async ({ page, stack }) => {
  await stack.control.signInAs(page.context(), plainAccount)
  await page.route('**/authorize?*', async (route) => {
    const asked = new URL(route.request().url()).searchParams
    const answer = new URLSearchParams({
      error: 'access_denied',
      error_description: 'AADSTS90072: It is new.',
      state: asked.get('state') ?? '',
    })
    const location = `${asked.get('redirect_uri')}#${answer.toString()}`
    await route.fulfill({ status: 302, headers: { location } })
  })
  await page.goto('/forecast')
  await expectExplained(page, neutral)
  await expect(alertOn(page)).toContainText('AADSTS90072')
})

test('a busy response with an unknown AADSTS code shows both, and offers another account', async ({
  page,
  stack,
}) => {
  stack.control.fault(
    refusal({ error: 'temporarily_unavailable', error_description: 'AADSTS90072: It is new.' }),
  )
  await openAsKnown(page, stack)
  const title = 'The sign-in service is busy'
  await expectExplained(page, { title, who: 'nobody', way: 'Sign in' })
  await expect(alertOn(page)).toContainText('AADSTS90072')
  await expect(alertOn(page).getByRole('button', { name: way })).toBeVisible()
})

test('a renewal refused with an unknown AADSTS code says so, and keeps the account', async ({
  page,
  stack,
}) => {
  await seeForecast(page, stack, '/forecast?days=5')
  stack.control.expireAccessTokens()
  const body = { error: 'invalid_grant', error_description: 'AADSTS90072: It is new.' }
  const undo = stack.control.fault(refusal(body))
  await refresh(page)
  await expectExplained(page, { ...neutral, title: 'Your sign-in could not be renewed' })
  await expect(alertOn(page)).toContainText('AADSTS90072')
  undo()
  await alertOn(page).getByRole('button', { name: way }).click()
  await pickAccountAgain(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL('/forecast?days=5')
})

test('a renewal refused without an AADSTS code ends the session; a first sign-in does not', async ({
  page,
  stack,
}) => {
  const fault = refusal({ error: 'invalid_grant' })
  const undo = stack.control.fault(fault)
  await openAsKnown(page, stack)
  const title = 'The sign-in could not be completed'
  await expectExplained(page, { title, who: 'you', way: 'Sign in' })
  undo()
  await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
  stack.control.expireAccessTokens()
  stack.control.fault(fault)
  await refresh(page)
  await expectExplained(page, { title: 'Your session has ended', who: 'you', way: 'Sign in' })
})

test('an unknown AADSTS code from the sign-in page can be looked up', async ({ page, stack }) => {
  await stack.control.signInAs(page.context(), plainAccount)
  const undo = stack.control.fault({ endpoint: 'authorize', aadsts: 50011 })
  await page.goto('/forecast')
  await expect(page.getByText('AADSTS50011')).toBeVisible()
  undo()
  await page.goto('/forecast')
  await page.getByLabel('Error number, or the whole message').fill('90072')
  await expect(page.getByRole('link', { name: 'Microsoft explains it' })).toHaveAttribute(
    'href',
    'https://login.microsoftonline.com/error?code=90072',
  )
})
