import type { Page } from 'playwright/test'
import { accountButton } from './person.ts'

/**
 * Watches for the end of a session in a page, by the clock that all pages of a browser share: what the test itself takes
 * does not count.
 * @returns when nothing of the forecast is left any more, which is yet to come
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

/** @returns when it was clicked, by the same clock */
export async function clickSignOut(page: Page): Promise<number> {
  await accountButton(page, '@').click()
  return page.getByRole('button', { name: 'Sign out' }).evaluate((button) => {
    ;(button as HTMLElement).click()
    return Date.now()
  })
}
