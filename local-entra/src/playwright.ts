import type {
  BrowserContext,
  Fixtures,
  Page,
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
  TestType,
  test as PlaywrightTest,
} from '@playwright/test'
import type { AppConfig } from './app-config.ts'
import type { Control } from './control/control.ts'
import { describeExchanges } from './control/exchange-log.ts'
import { type LocalEntra, startLocalEntra } from './local-entra.ts'
import type { LocalEntraOptions } from './options.ts'

/**
 * What a test does to the identity provider and to the API. Each test starts from the same state: everything is undone after
 * it. A time is in seconds.
 */
export interface Entra extends Omit<Control, 'signInAs' | 'moveClock'> {
  /** What the app is configured with. */
  appConfig: AppConfig
  /**
   * Signs a user in at the identity provider, without its pages and with all consents. The app still signs in, but is not
   * asked anything.
   * @param userName of a sample account, or several for an account picker
   */
  signInAs(page: Page | BrowserContext, userName: string | string[]): Promise<void>
  /** Moves the clock of the identity provider and the API, and, with a page, the clock of its browser context. */
  moveClock(seconds: number, page?: Page): Promise<void>
  /** Gets an access token without a browser. */
  accessToken: LocalEntra['accessToken']
}

export interface EntraFixtures {
  entra: Entra
}

export interface EntraWorkerFixtures {
  /** Options of the identity provider; `test.use({ localEntraOptions: … })` changes them. */
  localEntraOptions: LocalEntraOptions
  /** The identity provider and the API of this worker, on free ports. */
  localEntra: LocalEntra
}

export interface EntraFixtureOptions {
  /**
   * Hands the configuration to the app, before a page opens it. By default, `/config.json` responds with it. An app that
   * reads a global variable gets it with `context.addInitScript(…)`.
   */
  configure?: (context: BrowserContext, config: AppConfig) => Promise<unknown>
}

/**
 * Extends your own `test` with an identity provider and an API for each worker, reset after each test. `baseURL` is
 * registered as the address of the app.
 */
export function withEntra<Test extends BuiltIn, Worker extends object>(
  base: TestType<Test, Worker>,
  options: EntraFixtureOptions = {},
): TestType<Test & EntraFixtures, Worker & EntraWorkerFixtures> {
  const builtIn = base as unknown as typeof PlaywrightTest
  const extended = builtIn.extend<EntraFixtures, EntraWorkerFixtures>(fixtures(options))
  return extended as unknown as TestType<Test & EntraFixtures, Worker & EntraWorkerFixtures>
}

type BuiltIn = PlaywrightTestArgs & PlaywrightTestOptions

function fixtures({
  configure = serveConfig,
}: EntraFixtureOptions): Fixtures<
  EntraFixtures,
  EntraWorkerFixtures,
  BuiltIn,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
> {
  return {
    localEntraOptions: [{}, { option: true, scope: 'worker' }],

    localEntra: [
      async ({ localEntraOptions }, use) => {
        const localEntra = await startLocalEntra(localEntraOptions)
        await use(localEntra)
        await localEntra.close()
      },
      { scope: 'worker' },
    ],

    context: async ({ context, localEntra }, use) => {
      await configure(context, localEntra.appConfig)
      await use(context)
    },

    entra: [
      async ({ localEntra, baseURL }, use, testInfo) => {
        if (baseURL !== undefined) localEntra.control.addAppOrigin(new URL('.', baseURL).href)
        await use(forTest(localEntra))
        // A reporter cuts long attachments short, and shows all of what a test prints.
        if (testInfo.status !== testInfo.expectedStatus)
          console.log(
            `Requests to local-entra:\n${describeExchanges(localEntra.control.exchanges())}`,
          )
        await localEntra.control.reset()
      },
      { auto: true },
    ],
  }
}

async function serveConfig(context: BrowserContext, config: AppConfig): Promise<void> {
  await context.route('**/config.json', (route) => route.fulfill({ json: config }))
}

function forTest({ control, appConfig, accessToken }: LocalEntra): Entra {
  let moved = 0
  return {
    ...control,
    appConfig,
    accessToken,
    signInAs: (page, userName) =>
      control.signInAs('context' in page ? page.context() : page, userName),
    moveClock: async (seconds, page) => {
      control.moveClock(seconds)
      moved += seconds
      await page?.clock.setSystemTime(Date.now() + moved * 1000)
    },
  }
}
