import { defineConfig } from 'playwright/test'
import { findBrowser, findHeadlessBrowser, installBrowser } from './e2e/support/find-browser.ts'

const realAuthority = '**/real-authority/*.spec.ts'
const isRoot = process.getuid?.() === 0

const launchOptions = {
  executablePath: findHeadlessBrowser() ?? installBrowser(),
  // Chromium's sandbox refuses to run as root.
  chromiumSandbox: !isRoot,
  args: ['--disable-background-networking', '--disable-component-update', '--disable-sync'],
}
// The headless shell sends cookies along in frames of other sites; a Chromium with windows does not.
const likePeoples = { ...launchOptions, executablePath: findBrowser() ?? installBrowser() }

export default defineConfig<object, { tokenStorage: 'session' | 'memory' }>({
  testDir: '.',
  testMatch: '{deploy,e2e}/**/*.spec.ts',
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  // A machine that does other things too is no reason to fail.
  expect: { timeout: 15_000 },
  reporter: [['list']],
  projects: [
    {
      name: 'session storage',
      use: { tokenStorage: 'session' },
      testIgnore: realAuthority,
    },
    {
      name: 'memory',
      use: { tokenStorage: 'memory' },
      // These do not depend on where the app keeps its tokens.
      testIgnore: [
        realAuthority,
        'deploy/**',
        '**/local-stack/**',
        '**/loading/**',
        '**/errors/explaining.spec.ts',
        '**/fuzz/{api-answer,configuration,return-path}.spec.ts',
      ],
    },
    // Against `https://login.microsoftonline.com`, which is mapped to this machine.
    ...(['session', 'memory'] as const).map((tokenStorage) => ({
      name: `real authority, ${tokenStorage}`,
      use: { tokenStorage, ignoreHTTPSErrors: true, launchOptions: likePeoples },
      testMatch: realAuthority,
    })),
  ],
  use: {
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    trace: 'retain-on-failure',
    launchOptions,
  },
})
