import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, pickAccountAgain, plainAccount, signInAs } from '../../support/person.ts'
import { chooseInMenu, enter } from '../../support/session-steps.ts'

// Other apps can have the same origin: every Vite project starts at http://localhost:5173.

/** Leaves in session storage what MSAL leaves there after an unfinished sign-in to another app. */
function leaveUnfinishedSignIn(): void {
  const clientId = '22222222-2222-4222-8222-222222222222'
  sessionStorage.setItem('msal.interaction.status', JSON.stringify({ clientId, type: 'signin' }))
}

test('an unfinished sign-in of another app does not prevent a sign-in here', async ({ page }) => {
  await page.goto('/')
  await page.evaluate(leaveUnfinishedSignIn)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
})

test('an unfinished sign-in of another app does not prevent an account switch here', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  await page.evaluate(leaveUnfinishedSignIn)
  await chooseInMenu(page, 'Switch account')
  await pickAccountAgain(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
})
