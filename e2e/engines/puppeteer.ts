import { existsSync } from 'node:fs'
import {
  type Browser,
  type BrowserContext,
  type ElementHandle,
  launch,
  type LaunchOptions,
  type Page,
} from 'puppeteer-core'
import { findBrowser } from '../support/find-browser.ts'
import type { Engine, Profile, Tab } from './engine.ts'

const isRoot = process.getuid?.() === 0

/** The control: the journeys of `npm test` run in it too. */
export const chromium: Engine = {
  name: 'Chromium',
  installation: 'npx playwright install chromium',
  isInstalled: () => findBrowser() !== undefined,
  start: () =>
    startWith({
      executablePath: findBrowser() ?? '',
      // Chromium does not run as root with its sandbox.
      args: ['--disable-background-networking', ...(isRoot ? ['--no-sandbox'] : [])],
    }),
}

const firefoxPaths = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/snap/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
]

function findFirefox(): string | undefined {
  return [process.env['FIREFOX_PATH'] ?? '', ...firefoxPaths].find((path) => existsSync(path))
}

/** The system's Firefox, over WebDriver BiDi. */
export const firefox: Engine = {
  name: 'Firefox',
  installation: 'on Debian, apt-get install firefox-esr',
  isInstalled: () => findFirefox() !== undefined,
  start: () =>
    startWith({
      browser: 'firefox',
      executablePath: findFirefox() ?? '',
      // As in a Firefox without automation.
      extraPrefsFirefox: { 'fission.bfcacheInParent': true },
    }),
}

async function startWith(options: LaunchOptions) {
  const browser = await launch({
    ...options,
    acceptInsecureCerts: true,
    defaultViewport: { width: 1280, height: 800 },
  })
  return {
    version: await browser.version(),
    openProfile: () => openProfile(browser),
    close: () => browser.close(),
  }
}

async function openProfile(browser: Browser): Promise<Profile> {
  const context = await browser.createBrowserContext()
  return { openTab: () => openTab(context), close: () => context.close() }
}

async function openTab(context: BrowserContext): Promise<Tab> {
  const page = await context.newPage()
  return {
    open: async (url) => {
      await page.goto(url, { waitUntil: 'domcontentloaded' })
    },
    evaluate: (expression) => page.evaluate(expression),
    click: (expression) => click(page, expression),
    resize: (width, height) => page.setViewport({ width, height }),
  }
}

async function click(page: Page, expression: string): Promise<void> {
  await page.bringToFront()
  const handle = await page.evaluateHandle(expression)
  const element = handle.asElement() as ElementHandle | null
  if (!element) throw new Error(`No element: ${expression}`)
  await element.click()
}
