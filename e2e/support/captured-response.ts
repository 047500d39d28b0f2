import { expect, type Page, type Response } from 'playwright/test'
import { alertOn, openAsKnown } from './failure.ts'
import type { Site } from './fixtures.ts'
import type { LocalStack } from '../../local-entra/local-stack.ts'
import type { HostileHost } from './hostile-host.ts'

/**
 * Begins a sign-in in somebody's own browser and takes its answer off the wire before the code is redeemed: what an
 * attacker has in hand who holds a good answer back, or who got hold of somebody else's.
 */
export async function captureResponse(page: Page, stack: LocalStack): Promise<URLSearchParams> {
  const undo = stack.control.fault({ endpoint: 'token', drop: true })
  const answered = page.waitForResponse(isAuthorizationAnswer)
  await openAsKnown(page, stack)
  const { location = '' } = (await answered).headers()
  await expect(alertOn(page)).toBeVisible()
  undo()
  stack.control.clearExchanges()
  return new URLSearchParams(new URL(location).hash.slice(1))
}

/** The redirect that carries an authorization response to the redirect URI. */
export function isAuthorizationAnswer(response: Response): boolean {
  return /[#?&](code|error)=/.test(response.headers()['location'] ?? '')
}

/** Leads a page to the redirect URI with an answer that it did not ask for, as another site would. */
export async function openResponse(
  page: Page,
  { hostile, site }: { hostile: HostileHost; site: Site },
  response: URLSearchParams,
): Promise<void> {
  await page.goto(hostile.lead(`${site.origin}/#${response.toString()}`))
}

/** The same answer with other values in places. */
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
