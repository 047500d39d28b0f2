import { expect, type Page } from 'playwright/test'
import type { LocalEntra } from '#local-entra'
import { alertOn } from './failure.ts'
import { plainAccount } from './person.ts'
import { enter } from './session-steps.ts'

/** The scope that the app requests for Microsoft Graph. */
export function profileScope({ appConfig }: LocalEntra): string {
  return appConfig.apis.graph.scope
}

/** Opens the page by its link in the navigation. */
export async function openProfile(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Profile' }).click()
}

export async function openForecast(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Forecast', exact: true }).click()
}

/** Signs in without consent to Microsoft Graph, shows the forecast, and clears the log of exchanges. */
export async function enterWithoutConsent(page: Page, stack: LocalEntra): Promise<void> {
  await enter(page, stack)
  stack.control.withdrawConsent(plainAccount, profileScope(stack))
}

/** Expects the complete profile. */
export async function expectProfile(page: Page, name = 'Sunny Day'): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  await expect(page.getByRole('definition')).toHaveCount(2)
  await expect(alertOn(page)).toHaveCount(0)
  await expect(page).toHaveURL('/profile')
}

/** Expects the message that asks for consent to Microsoft Graph. */
export async function expectRequestForConsent(page: Page): Promise<void> {
  await expect(alertOn(page)).toContainText('needs your permission to use the profile service')
  await expect(page).toHaveURL('/profile')
}

export function reviewPermission(page: Page): Promise<void> {
  return alertOn(page).getByRole('button', { name: 'Review the permission' }).click()
}
