import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright'
import { findBrowser, installBrowser } from '../e2e/support/find-browser.ts'

/**
 * Opens a browser with a new profile. Closing the context closes the browser. It is the full Chromium with a profile on disk:
 * neither the headless shell nor a private window opens connections in advance.
 */
export async function openBrowser(): Promise<BrowserContext> {
  const folder = await mkdtemp(join(tmpdir(), 'weather-profile-'))
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: findBrowser() ?? installBrowser(),
    // Chromium does not run as root with its sandbox.
    chromiumSandbox: process.getuid?.() !== 0,
    locale: 'en-GB',
    // Emulated preferences style the whole page that is being left again, at each navigation: no user waits for that.
    colorScheme: null,
    reducedMotion: null,
    forcedColors: null,
    contrast: null,
  })
  context.on('close', () => void rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return context
}

/** @returns name and version, e.g. `Chrome/140.0.1.2` */
export async function getBrowserVersion(): Promise<string> {
  const context = await openBrowser()
  const session = await context.newCDPSession(await context.newPage())
  const { product } = await session.send('Browser.getVersion')
  await context.close()
  return product
}
