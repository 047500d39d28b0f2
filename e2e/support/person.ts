import { expect, type Page } from 'playwright/test'

/** A sample account without special behaviour. */
export const plainAccount = 'sunny.day@weather.example'

/** Picks an account on the sign-in page and gives consent if asked. */
export async function signInAs(page: Page, account: string): Promise<void> {
  await pickAccount(page, account)
  await acceptConsentIfAsked(page)
}

export async function pickAccount(page: Page, account: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.getByRole('button', { name: account }).click()
}

/** Picks the account of the session. Before the sign-in page is there, the header has a button with the same name. */
export async function pickAccountAgain(page: Page, account: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Pick an account' })).toBeVisible()
  await page.getByRole('button', { name: account }).click()
}

async function acceptConsentIfAsked(page: Page): Promise<void> {
  const accept = page.getByRole('button', { name: 'Accept' })
  await accept.or(accountButton(page, '@')).first().waitFor()
  if (await accept.isVisible()) await accept.click()
}

/** The button in the header with the name of the account. */
export function accountButton(page: Page, account: string) {
  return page.getByRole('banner').getByRole('button', { name: account })
}

/** The rows of the forecast, without the header row. */
export function forecastRows(page: Page) {
  return page
    .getByRole('table', { name: /forecast/i })
    .locator('tbody')
    .getByRole('row')
}
