import { join } from 'node:path'
import { defineConfig, type PlaywrightTestConfig } from 'playwright/test'
import { findBrowser, findHeadlessBrowser, installBrowser } from './e2e/support/find-browser.ts'
import { promisedIn } from './e2e/support/promises.ts'

type Options = { tokenStorage: 'session' | 'memory' }
type Project = NonNullable<PlaywrightTestConfig<object, Options>['projects']>[number]

const isRoot = process.getuid?.() === 0
const launchOptions = {
  executablePath: findHeadlessBrowser() ?? installBrowser(),
  // Chromium's sandbox refuses to run as root.
  chromiumSandbox: !isRoot,
  args: ['--disable-background-networking', '--disable-component-update', '--disable-sync'],
}

const realAuthority = '**/real-authority/*.spec.ts'
// These do not depend on where the app keeps its tokens.
const eitherStorage = [
  'deploy/**',
  'local-entra/**',
  '**/loading/**',
  '**/pages/accessibility.spec.ts',
  '**/errors/explaining.spec.ts',
  '**/fuzz/{api-answer,configuration,return-path}.spec.ts',
]

const session: Project = { use: { tokenStorage: 'session' }, testIgnore: realAuthority }
const memory: Project = {
  use: { tokenStorage: 'memory' },
  testIgnore: [realAuthority, ...eitherStorage],
}
/** Against `https://login.microsoftonline.com`, which is mapped to this machine. */
const real = (tokenStorage: Options['tokenStorage']): Project => ({
  use: {
    tokenStorage,
    ignoreHTTPSErrors: true,
    // The headless shell sends cookies along in frames of other sites; a Chromium with windows does not.
    launchOptions: { ...launchOptions, executablePath: findBrowser() ?? installBrowser() },
  },
  testMatch: realAuthority,
})

export default defineConfig<object, Options>({
  testMatch: '{benchmark,deploy,e2e,local-entra}/**/*.spec.ts',
  globalSetup: join(import.meta.dirname, 'e2e/support/build-app.ts'),
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  // A machine that does other things too is no reason to fail.
  expect: { timeout: 15_000 },
  reporter: [['list']],
  projects: [
    // All journeys.
    { name: 'session', ...session },
    { name: 'memory', ...memory },
    { name: 'real-session', ...real('session') },
    { name: 'real-memory', ...real('memory') },
    // Those that prove a promise, each in the mode where it can break: `npm test`.
    { name: 'promises', ...session, grep: promisedIn('session') },
    { name: 'promises-memory', ...memory, grep: promisedIn('memory') },
    { name: 'promises-real', ...real('session'), grep: promisedIn('session') },
  ],
  use: {
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    launchOptions,
    screenshot: 'only-on-failure',
    // A trace of every journey costs a fifth of the time; `npm run e2e` takes one.
    trace: 'off',
  },
})
