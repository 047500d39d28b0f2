import { expect, type Page, type Response } from 'playwright/test'
import { alertOn, openAsKnown } from './failure.ts'
import type { Site } from './fixtures.ts'
import type { LocalEntra } from '#local-entra'
import type { HostileHost } from './hostile-host.ts'

/**
 * Starts a sign-in and captures its authorization response before the code is redeemed. An attacker has this who withholds a
 * valid response or has stolen one.
 */
export async function captureResponse(page: Page, stack: LocalEntra): Promise<URLSearchParams> {
  const undo = stack.control.fault({ endpoint: 'token', drop: true })
  const answered = page.waitForResponse(isAuthorizationResponse)
  await openAsKnown(page, stack)
  const { location = '' } = (await answered).headers()
  await expect(alertOn(page)).toBeVisible()
  undo()
  stack.control.clearExchanges()
  return new URLSearchParams(new URL(location).hash.slice(1))
}

/** The redirect that carries an authorization response to the redirect URI. */
export function isAuthorizationResponse(response: Response): boolean {
  return /[#?&](code|error)=/.test(response.headers()['location'] ?? '')
}

/** Sends a page to the redirect URI with a response that it did not request, as another site would. */
export async function openResponse(
  page: Page,
  { hostile, site }: { hostile: HostileHost; site: Site },
  response: URLSearchParams,
): Promise<void> {
  await page.goto(hostile.lead(`${site.origin}/#${response.toString()}`))
}

/** The same response with other values; undefined removes a parameter. */
export function withChanges(
  response: URLSearchParams,
  changes: Record<string, string | undefined>,
): URLSearchParams {
  const changed = new URLSearchParams(response)
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) changed.delete(name)
    else changed.set(name, value)
  }
  return changed
}
