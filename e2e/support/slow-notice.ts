import { expect, type Page } from 'playwright/test'
import type { WireFault } from '#local-entra'
import { alertOn } from './failure.ts'

// A page stays until the next one responds, and Playwright waits for it as well. With a 204 the page stays for good
// (RFC 9110 §15.3.5), and a test can look at it.
export const neverLeaves = { endpoint: 'authorize', status: 204 } satisfies WireFault

/** Expects the slow notice after six seconds, and that it stays. */
export async function expectSlowNotice(page: Page): Promise<void> {
  const notice = slowNotice(page)
  await waitSixSeconds(page)
  await expect(notice).toBeVisible()
  await page.clock.fastForward(9_000)
  await expect(notice).toBeVisible()
  await page.clock.resume()
}

export function slowNotice(page: Page) {
  const status = page.getByRole('status').filter({ hasText: /\S/, visible: true })
  return status.or(alertOn(page)).first()
}

/** Stops the page's clock after six seconds, so that no later timer shows a message. */
export async function waitSixSeconds(page: Page): Promise<void> {
  const now = await page.evaluate(() => Date.now())
  await page.clock.pauseAt(now + 6_000)
}
