import { expect, type Page } from 'playwright/test'
import type { Endpoint, LocalEntra } from '#local-entra'
import { forecastRows, plainAccount } from './person.ts'

/** Opens a protected page with a session at the identity provider: no form, no consent. */
export async function openAsKnown(page: Page, stack: LocalEntra, path = '/forecast') {
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto(path)
}

/** The same, and waits for the forecast. */
export async function seeForecast(page: Page, stack: LocalEntra, path = '/forecast') {
  await openAsKnown(page, stack, path)
  await expect(forecastRows(page)).toHaveCount(5)
}

/** The error message of the page. */
export function alertOn(page: Page) {
  return page.getByRole('alert')
}

/** Clicks a button of the alert and waits for the forecast. */
export async function goOn(page: Page, button: string) {
  await alertOn(page).getByRole('button', { name: button }).click()
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(alertOn(page)).toHaveCount(0)
}

/** How many requests with this method an endpoint received. */
export function askedFor(stack: LocalEntra, endpoint: Endpoint, method = 'GET'): number {
  return stack.control.exchanges().filter((e) => e.endpoint === endpoint && e.method === method)
    .length
}

/** Clicks the Refresh button when the previous refresh has ended: until then the page ignores it. */
export async function refresh(page: Page) {
  const idle = page.locator('[aria-busy="false"]')
  await page.getByRole('button', { name: 'Refresh' }).and(idle).click()
}
