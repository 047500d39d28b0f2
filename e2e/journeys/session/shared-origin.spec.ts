import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import { chooseInMenu, enter } from '../../support/session-steps.ts'

// Other apps may live on the same origin, and every Vite project begins at http://localhost:5173.

/** What MSAL leaves when someone began to sign in to another app in this tab, and never finished. */
function leaveUnfinishedSignIn(): void {
  const clientId = '22222222-2222-4222-8222-222222222222'
  sessionStorage.setItem('msal.interaction.status', JSON.stringify({ clientId, type: 'signin' }))
}

test('a sign-in that another app left unfinished does not prevent a sign-in here', async ({
  page,
}) => {
  await page.goto('/')
  await page.evaluate(leaveUnfinishedSignIn)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
})

test('a sign-in that another app left unfinished does not prevent a change of accounts', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  await page.evaluate(leaveUnfinishedSignIn)
  await chooseInMenu(page, 'Switch account')
  await page.getByRole('button', { name: plainAccount }).click()
  await expect(forecastRows(page)).toHaveCount(5)
})
