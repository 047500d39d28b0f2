import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from 'playwright/test'
import { writeDeployment } from '../../deploy/hosts/write-deployment.ts'
import type { Config } from '../../src/config/config.ts'
import { describeExchanges } from '../../local-entra/control/exchange-log.ts'
import { type LocalStack, startLocalStack } from '../../local-entra/local-stack.ts'
import { type LeakWatch, watchLeaks } from './leak-watch/leak-watch.ts'
import type { Whereabouts } from './leak-watch/places.ts'
import { type PageFaults, watchPageFaults } from './watch-page-faults.ts'
import { buildBelow } from './build-app.ts'
import { startStaticHost } from './static-host.ts'

/** The production build, deployed for this worker's own identity provider and API, and served as deployed. */
export interface Site {
  origin: string
  /** Deploys a configuration; without one, that of the worker's own stack. */
  deploy: (config?: Config) => Promise<void>
  folder: string
}

interface WorkerFixtures {
  /** Where the app lies on its host: `/`, or a path that ends with `/` and has a build of its own. */
  basePath: string
  /** Where the app keeps its tokens; every journey runs with either. */
  tokenStorage: Config['tokenStorage']
  stack: LocalStack
  site: Site
}

interface TestFixtures {
  /** Puts everything back as it was; a test that has failed prints its exchanges first. */
  cleanSlate: void
}

/** For what concerns the servers alone: no browser is started. */
export const serverTest = base.extend<TestFixtures, WorkerFixtures>({
  basePath: ['/', { option: true, scope: 'worker' }],
  tokenStorage: ['session', { option: true, scope: 'worker' }],

  stack: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures wanted from this pattern
    async ({}, use) => {
      const stack = await startLocalStack({
        identityPort: 0,
        weatherApiPort: 0,
        controlPort: false,
      })
      await use(stack)
      await stack.close()
    },
    { scope: 'worker' },
  ],

  site: [
    async ({ stack, tokenStorage, basePath }, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'weather-site-'))
      if (basePath === '/') await cp('dist', folder, { recursive: true })
      else buildBelow(basePath, folder)
      const deploy = (config: Config = stack.appConfig) =>
        writeDeployment(folder, { ...config, tokenStorage })
      await deploy()
      const host = await startStaticHost(folder)
      stack.control.addAppOrigin(host.origin + basePath)
      await use({ origin: host.origin, deploy, folder })
      await host.close()
      await rm(folder, { recursive: true })
    },
    // A build takes as long as the machine wants.
    { scope: 'worker', timeout: 180_000 },
  ],

  cleanSlate: [
    async ({ stack, site }, use, testInfo) => {
      await use()
      if (testInfo.status !== testInfo.expectedStatus) {
        console.log(`Exchanges with the servers:\n${describeExchanges(stack.control.exchanges())}`)
      }
      await stack.control.reset()
      await site.deploy()
    },
    { auto: true },
  ],
})

interface PageFixtures {
  /** Uncaught errors and violations of the policy so far. A journey that leaves any behind fails. */
  faults: PageFaults
  /** Looks for codes and tokens where they may not be, all the time. A journey that leaves any there fails. */
  leaks: LeakWatch
  noFaults: void
}

/** For journeys in a browser. */
export const test = serverTest.extend<PageFixtures>({
  baseURL: async ({ site, basePath }, use) => use(site.origin + basePath),

  faults: async ({ browser }, use) => {
    const faults = watchPageFaults(browser)
    await use(faults)
    faults.stop()
  },

  leaks: async ({ browser }, use) => {
    const leaks = watchLeaks(browser)
    await use(leaks)
    leaks.stop()
  },

  context: async ({ context, leaks }, use) => {
    await use(context)
    await leaks.look(context)
  },

  noFaults: [
    async ({ faults, leaks, site, stack }, use) => {
      await use()
      const found = [...faults.list(), ...(await leaks.take(await whereabouts(site, stack)))]
      if (found.length > 0) throw new Error(found.join('\n'))
    },
    { auto: true },
  ],
})

export { expect } from 'playwright/test'

/** Where a secret may be in the deployment as it is now. */
export async function whereabouts({ folder }: Site, stack: LocalStack): Promise<Whereabouts> {
  const deployed = await readFile(join(folder, 'config.json'), 'utf8').catch(() => '')
  return {
    tokenStorage: deployed.includes('"tokenStorage": "memory"') ? 'memory' : 'session',
    tokenEndpoint: stack.appConfig.authorityMetadata.token_endpoint,
    weatherApiUrl: stack.appConfig.weatherApi.url,
  }
}
