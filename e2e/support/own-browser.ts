import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type LaunchOptions } from 'playwright/test'
import { findBrowser } from './find-browser.ts'

const found = findBrowser()

/** Whether the browser takes settings; the headless shell, if that is the one named, does not. */
export const takesSettings = found?.includes('headless-shell') !== true

interface Owner {
  /** What they have set, by the names of Chromium's own `Preferences` file. */
  preferences?: object
  /** Where host names lead to, as `--host-resolver-rules` takes it. */
  hosts?: string
  /** What their system is set to, in place of what Playwright would report. */
  system?: { language: string; timeZone: string }
}

/**
 * A browser that belongs to somebody: with settings of theirs, or in a network of theirs.
 * @returns its one context; whoever closes it ends the browser, and nothing is left of it
 */
export async function startOwnBrowser(
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
    // Playwright adds what a test has set unless it finds something here.
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
