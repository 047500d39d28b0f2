import { join } from 'node:path'
import { defineConfig, type PlaywrightTestConfig } from 'playwright/test'
import { findBrowser, findHeadlessBrowser, installBrowser } from './e2e/support/find-browser.ts'

type Options = { tokenStorage: 'session' | 'memory' }
type Project = NonNullable<PlaywrightTestConfig<object, Options>['projects']>[number]

const isRoot = process.getuid?.() === 0
const launchOptions = {
  executablePath: findHeadlessBrowser() ?? installBrowser(),
  // Chromium does not run as root with its sandbox.
  chromiumSandbox: !isRoot,
  args: ['--disable-background-networking', '--disable-component-update', '--disable-sync'],
}

const realAuthority = '**/real-authority/*.spec.ts'
// Journeys that do not depend on the token storage.
const eitherStorage = [
  'deploy/**',
  'local-entra/**',
  'samples/**',
  '**/loading/**',
  '**/pages/accessibility.spec.ts',
  '**/errors/explaining.spec.ts',
  '**/fuzz/{api-response,configuration,return-path}.spec.ts',
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
    // The full browser, because the headless shell sends third-party cookies.
    launchOptions: { ...launchOptions, executablePath: findBrowser() ?? installBrowser() },
  },
  testMatch: realAuthority,
})

/**
 * In the Firefox and the WebKit that Playwright brings: `npx playwright install firefox webkit`. Left out are the journeys
 * that start a Chromium with flags, and those of the servers.
 */
const promisesIn = (browserName: 'firefox' | 'webkit'): Project => ({
  use: { tokenStorage: 'session', browserName, launchOptions: {} },
  testMatch: 'e2e/journeys/**/*.spec.ts',
  testIgnore: [
    realAuthority,
    '**/{back-forward-cache,blocked-requests,browser-restrictions,narrow,odd-browsers}.spec.ts',
    '**/loading/{one-port,preconnecting}.spec.ts',
  ],
  grep: /@promise/,
  grepInvert: /@(memory|long)/,
})

export default defineConfig<object, Options>({
  testMatch: '{benchmark,deploy,e2e,local-entra/src,samples}/**/*.spec.ts',
  globalSetup: join(import.meta.dirname, 'e2e/support/build-app.ts'),
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  // Generous, because the machine may be busy with other work.
  expect: { timeout: 15_000 },
  reporter: [['list']],
  projects: [
    // All journeys.
    { name: 'session', ...session },
    { name: 'memory', ...memory },
    { name: 'real-session', ...real('session') },
    { name: 'real-memory', ...real('memory') },
    // Those that prove a promise, each where it can break, for `npm test`: docs/testing.md explains the tags.
    { name: 'promises', ...session, grep: /@promise/, grepInvert: /@(memory|long)/ },
    { name: 'promises-memory', ...memory, grep: /@(memory|both)/ },
    { name: 'promises-real', ...real('session'), grep: /@promise/ },
    { name: 'promises-firefox', ...promisesIn('firefox') },
    { name: 'promises-webkit', ...promisesIn('webkit') },
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
