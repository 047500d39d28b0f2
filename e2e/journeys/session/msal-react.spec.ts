import type { Page } from 'playwright/test'
import { expect, test } from '../../support/fixtures.ts'
import { accountButton, forecastRows, plainAccount } from '../../support/person.ts'
import { chooseInMenu, enter, otherAccount } from '../../support/session-steps.ts'

// The page /flow shows what the hooks of MSAL React return. They read the MSAL client, whose session is that of the app.

/** What `useMsal` and `useAccount` return, as /flow shows it. */
function msalOn(page: Page) {
  return page.locator('.msal-state')
}

async function openFlow(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Flow' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
}

test(
  'the hooks of MSAL React return the account of the session, before and after a reload',
  { tag: ['@promise', '@both'] },
  async ({ page, stack }) => {
    await enter(page, stack)
    await openFlow(page)
    const state = `MSAL holds tokens for ${plainAccount}. ${plainAccount} is active.`
    await expect(msalOn(page)).toHaveText(state)
    await page.reload()
    // In memory mode a hidden frame gets the tokens again.
    await expect(msalOn(page)).toHaveText(state)
    await expect(accountButton(page, plainAccount)).toBeVisible()
  },
)

test(
  'the hooks of MSAL React follow an account switch and back, and forget a removed account',
  { tag: ['@promise', '@both'] },
  async ({ page, stack }) => {
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
      `MSAL holds tokens for ${plainAccount}. ${plainAccount} is active.`,
    )
  },
)

test(
  'a sign-in that the user leaves with Back and resumes with Forward completes',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await enter(page, stack)
    await stack.control.signInAs(page.context(), [plainAccount, otherAccount])
    await chooseInMenu(page, 'Switch account')
    await expect(page.getByRole('button', { name: otherAccount })).toBeVisible()
    await page.goBack()
    await expect(forecastRows(page)).toHaveCount(5)
    await page.goForward()
    await page.getByRole('button', { name: otherAccount }).click()
    await expect(accountButton(page, otherAccount)).toBeVisible()
  },
)
