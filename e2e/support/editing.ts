import { expect, type Page } from 'playwright/test'
import type { LocalEntra } from '#local-entra'
import { otherAccount } from './session-steps.ts'

/** A sample account with the role in both registrations. */
export const editor = otherAccount

export const role = 'Forecast.Editor'

/** The role in the registration of the app, of the API, or of both. */
export function rolesAt(stack: LocalEntra, ...where: ('app' | 'API')[]) {
  const [api] = stack.registrations.apis
  const clientIds = { app: stack.appConfig.clientId, API: api?.clientId ?? '' }
  return { roles: Object.fromEntries(where.map((each) => [clientIds[each], [role]])) }
}

/** The days on the page for editors. */
export function editableDays(page: Page) {
  return page.getByRole('main').getByRole('listitem')
}

export function editLink(page: Page) {
  return page.getByRole('link', { name: 'Edit', exact: true })
}

/** Opens the page for editors by its link in the navigation. */
export async function openEditPage(page: Page, days = 5): Promise<void> {
  await editLink(page).click()
  await expect(editableDays(page)).toHaveCount(days)
}

/** Removes the first day. @returns its label */
export async function removeFirst(page: Page): Promise<string> {
  const day = await editableDays(page).first().getByRole('time').innerText()
  await page.getByRole('button', { name: `Remove ${day}` }).click()
  return day
}

export async function expectRemoved(page: Page, day: string): Promise<void> {
  await expect(page.getByRole('main').getByText(`${day} was removed.`)).toBeVisible()
  await expect(page.getByRole('button', { name: `Remove ${day}` })).toHaveCount(0)
}
