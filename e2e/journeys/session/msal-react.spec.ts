import type { Page } from 'playwright/test'
import { expect, test } from '../../support/fixtures.ts'
import { accountButton, forecastRows, plainAccount } from '../../support/person.ts'
import { chooseInMenu, enter, otherAccount } from '../../support/session-steps.ts'

// MSAL's hooks show MSAL's own client: the page /flow says what they return. Its session and the app's are the same one.

/** What `useMsal` and `useAccount` return, in the words of /flow. */
function msalOn(page: Page) {
  return page.locator('.msal-state')
}

async function openFlow(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Flow' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
}

test('the hooks of MSAL React know the account that the session has, before and after a reload', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  await openFlow(page)
  const state = `MSAL has tokens of ${plainAccount}. ${plainAccount} is active.`
  await expect(msalOn(page)).toHaveText(state)
  await page.reload()
  // Tokens in memory come again by a hidden frame.
  await expect(msalOn(page)).toHaveText(state)
  await expect(accountButton(page, plainAccount)).toBeVisible()
})

test('the hooks follow the session to another account and back, and forget one that is removed', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  await stack.control.signInAs(page.context(), [plainAccount, otherAccount])
  await chooseInMenu(page, 'Switch account')
  await page.getByRole('button', { name: otherAccount }).click()
  await expect(accountButton(page, otherAccount)).toBeVisible()
  await openFlow(page)
  await expect(msalOn(page)).toContainText(`${otherAccount} is active`)
  await chooseInMenu(page, `Use ${plainAccount}`)
  await expect(accountButton(page, plainAccount)).toBeVisible()
  await expect(msalOn(page)).toContainText(`${plainAccount} is active`)
  await chooseInMenu(page, `Remove ${otherAccount}`)
  await expect(msalOn(page)).toHaveText(
    `MSAL has tokens of ${plainAccount}. ${plainAccount} is active.`,
  )
})

test('a sign-in that is left by Back and gone on with by Forward is still known', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  await stack.control.signInAs(page.context(), [plainAccount, otherAccount])
  await chooseInMenu(page, 'Switch account')
  await expect(page.getByRole('button', { name: otherAccount })).toBeVisible()
  await page.goBack()
  await expect(forecastRows(page)).toHaveCount(5)
  await page.goForward()
  await page.getByRole('button', { name: otherAccount }).click()
  await expect(accountButton(page, otherAccount)).toBeVisible()
})
