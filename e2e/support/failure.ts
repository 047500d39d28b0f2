import { expect, type Page } from 'playwright/test'
import type { Endpoint } from '../../local-entra/faults/faults.ts'
import type { LocalStack } from '../../local-entra/local-stack.ts'
import { forecastRows, plainAccount } from './person.ts'

/** Opens a protected page as somebody whom the identity provider knows already: no form, no consent. */
export async function openAsKnown(page: Page, stack: LocalStack, path = '/forecast') {
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto(path)
}

/** The same, and the forecast is there. */
export async function seeForecast(page: Page, stack: LocalStack, path = '/forecast') {
  await openAsKnown(page, stack, path)
  await expect(forecastRows(page)).toHaveCount(5)
}

/** What went wrong, in the words of the page. */
export function alertOn(page: Page) {
  return page.getByRole('alert')
}

/** Presses the one button of an alert that leads on, and sees the forecast. */
export async function goOn(page: Page, button: string) {
  await alertOn(page).getByRole('button', { name: button }).click()
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(alertOn(page)).toHaveCount(0)
}

/** How often an endpoint was asked; preflights do not count. */
export function askedFor(stack: LocalStack, endpoint: Endpoint, method = 'GET'): number {
  return stack.control.exchanges().filter((e) => e.endpoint === endpoint && e.method === method)
    .length
}

/** Gets the forecast anew, with the button of the page. */
export async function refresh(page: Page) {
  await page.getByRole('button', { name: 'Refresh' }).click()
}
