import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type LaunchOptions } from 'playwright/test'
import { findBrowser } from './find-browser.ts'

const found = findBrowser()

/** Whether the browser reads `Preferences`. The headless shell does not. */
export const acceptsPreferences = found?.includes('headless-shell') !== true

interface Owner {
  /** Preferences, with the names of Chromium's `Preferences` file. */
  preferences?: object
  /** Rules for `--host-resolver-rules`. */
  hosts?: string
  /** Settings of the system, instead of the values that Playwright sets. */
  system?: { language: string; timeZone: string }
}

/**
 * Launches a browser with preferences, host rules or system settings of its own.
 * @returns its only context; closing it ends the browser and deletes its profile
 */
export async function launchBrowser(
  options: LaunchOptions,
  { preferences = {}, hosts, system }: Owner,
): Promise<BrowserContext> {
  const folder = await mkdtemp(join(tmpdir(), 'weather-browser-'))
  await mkdir(join(folder, 'Default'))
  await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences))
  const args = [
    ...(options.args ?? []),
    ...(hosts ? [`--host-resolver-rules=${hosts}`] : []),
    ...(system ? [`--accept-lang=${system.language}`] : []),
  ]
  const ofSystem = system && {
    env: { ...process.env, TZ: system.timeZone },
    // A value here, even undefined, replaces what Playwright adds from the test's options.
    locale: undefined,
    timezoneId: undefined,
  }
  const launch = {
    ...options,
    ...(found !== undefined && { executablePath: found }),
    ...ofSystem,
    args,
  } as LaunchOptions
  const context = await chromium.launchPersistentContext(folder, launch)
  context.once('close', () => void rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return context
}
