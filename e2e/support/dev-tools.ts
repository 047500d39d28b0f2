import { type CDPSession, type Page, test } from 'playwright/test'

/** Whether the browser has the DevTools protocol, which only Chromium has. */
export function hasDevTools(page: Page): boolean {
  return page.context().browser()?.browserType().name() === 'chromium'
}

/** Opens the DevTools protocol. In Firefox and WebKit, skips the test. */
export function openDevTools(page: Page): Promise<CDPSession> {
  test.skip(!hasDevTools(page), 'Only Chromium has the DevTools protocol.')
  return page.context().newCDPSession(page)
}
