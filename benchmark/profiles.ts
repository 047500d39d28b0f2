import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright'
import { findBrowser, installBrowser } from '../e2e/support/find-browser.ts'

/** Opens a browser that has never been used; closing the context closes it. */
export type OpenProfile = () => Promise<BrowserContext>

/**
 * A browser as people have it. Neither the headless shell nor a private window, which is what Playwright opens else, connects
 * to a host before it is asked something.
 */
export async function openProfile(): Promise<BrowserContext> {
  const folder = await mkdtemp(join(tmpdir(), 'weather-profile-'))
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: findBrowser() ?? installBrowser(),
    // Chromium's sandbox refuses to run as root.
    chromiumSandbox: process.getuid?.() !== 0,
    locale: 'en-GB',
  })
  context.on('close', () => void rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return context
}

/** @returns the name and version of the browser, as it says them */
export async function nameBrowser(open: OpenProfile): Promise<string> {
  const context = await open()
  const session = await context.newCDPSession(await context.newPage())
  const { product } = await session.send('Browser.getVersion')
  await context.close()
  return product
}
