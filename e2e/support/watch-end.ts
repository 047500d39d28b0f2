import type { Page } from 'playwright/test'
import { accountButton } from './person.ts'

/**
 * Watches for the end of a session in a page. Uses the browser's clock, which all pages share, so that the time of the test
 * itself does not count.
 * @returns a promise of the time at which the forecast has gone
 */
export async function watchEnd(page: Page): Promise<{ at: Promise<number> }> {
  let tell = (_time: number) => {}
  const at = new Promise<number>((resolve) => (tell = resolve))
  await page.exposeFunction('forecastIsGone', (time: number) => tell(time))
  await page.evaluate(() => {
    const observer = new MutationObserver(() => {
      if (document.querySelector('tbody')) return
      const { forecastIsGone } = window as unknown as { forecastIsGone: (time: number) => void }
      forecastIsGone(Date.now())
      observer.disconnect()
    })
    observer.observe(document, { subtree: true, childList: true })
  })
  return { at }
}

/** @returns the time of the click, by the same clock */
export async function clickSignOut(page: Page): Promise<number> {
  await accountButton(page, '@').click()
  return page.getByRole('button', { name: 'Sign out' }).evaluate((button) => {
    ;(button as HTMLElement).click()
    return Date.now()
  })
}
