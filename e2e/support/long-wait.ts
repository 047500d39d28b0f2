import { expect, type Page } from 'playwright/test'
import type { WireFault } from '../../local-entra/faults/faults.ts'
import { alertOn } from './failure.ts'

// A page that is left stays until the next one answers. Playwright waits for that, too; with this answer the page stays for
// good (RFC 9110 §15.3.5), and can be looked at.
export const neverLeaves = { endpoint: 'authorize', status: 204 } satisfies WireFault

/** Six seconds are long: from then on there are words, and they stay until the wait is over. */
export async function expectWords(page: Page): Promise<void> {
  const words = wordsOn(page)
  await waitLong(page)
  await expect(words).toBeVisible()
  await page.clock.fastForward(9_000)
  await expect(words).toBeVisible()
  await page.clock.resume()
}

export function wordsOn(page: Page) {
  const status = page.getByRole('status').filter({ hasText: /\S/, visible: true })
  return status.or(alertOn(page)).first()
}

/** From then on the time stands still while the page is looked at, so that nothing else can have come to its help. */
export async function waitLong(page: Page): Promise<void> {
  const now = await page.evaluate(() => Date.now())
  await page.clock.pauseAt(now + 6_000)
}
