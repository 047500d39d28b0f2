import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from 'playwright/test'
import { writeDeployment } from '../../deploy/hosts/write-deployment.ts'
import type { Config } from '../../src/config/config.ts'
import type { LocalEntra } from '#local-entra'
import { withEntra } from '#local-entra/playwright'
import { type LeakWatch, watchLeaks } from './leak-watch/leak-watch.ts'
import type { ProtectedApi, Whereabouts } from './leak-watch/places.ts'
import { type PageFaults, watchPageFaults } from './watch-page-faults.ts'
import { buildBelow } from './build-app.ts'
import { startStaticHost } from './static-host.ts'

/** The production build, deployed for the worker's own identity provider and API, and served with the deployed headers. */
export interface Site {
  origin: string
  /** Deploys a configuration; without an argument, that of the worker's stack. */
  deploy: (config?: Config) => Promise<void>
  /**
   * Puts a `config.json` beside an `index.html` that has no configuration inside, as on a host that mounts the file.
   * @param content JSON, or what is converted to it; by default, the configuration of the worker's stack
   */
  mount: (content?: object | string) => Promise<void>
  folder: string
}

interface WorkerFixtures {
  /** The base path of the app: `/`, or a path that ends with `/`, which gets a build of its own. */
  basePath: string
  /** Where the app stores its tokens. */
  tokenStorage: Config['tokenStorage']
  stack: LocalEntra
  site: Site
}

interface TestFixtures {
  /** Deploys the configuration of the stack again after each test. */
  cleanSlate: void
}

// The site serves the configuration, as it does in production.
const entraTest = withEntra(base, { configure: () => Promise.resolve() })

/** For tests of the servers only: starts no browser. */
export const serverTest = entraTest.extend<TestFixtures, WorkerFixtures>({
  basePath: ['/', { option: true, scope: 'worker' }],
  tokenStorage: ['session', { option: true, scope: 'worker' }],

  stack: [async ({ localEntra }, use) => use(localEntra), { scope: 'worker' }],

  site: [
    async ({ stack, tokenStorage, basePath }, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'weather-site-'))
      if (basePath === '/') await cp('dist', folder, { recursive: true })
      else buildBelow(basePath, folder)
      const deploy = (config: Config = stack.appConfig) =>
        writeDeployment(folder, { ...config, tokenStorage })
      const document = await readFile(join(folder, 'index.html'))
      const mount = async (content: object | string = { ...stack.appConfig, tokenStorage }) => {
        const text = typeof content === 'string' ? content : JSON.stringify(content)
        await writeFile(join(folder, 'index.html'), document)
        await writeFile(join(folder, 'config.json'), text)
      }
      await deploy()
      const host = await startStaticHost(folder)
      stack.control.addAppOrigin(host.origin + basePath)
      await use({ origin: host.origin, deploy, mount, folder })
      await host.close()
      await rm(folder, { recursive: true })
    },
    // A build can be slow.
    { scope: 'worker', timeout: 180_000 },
  ],

  cleanSlate: [
    async ({ site }, use) => {
      await use()
      await site.deploy()
    },
    { auto: true },
  ],
})

interface PageFixtures {
  /** Uncaught errors and policy violations so far. A journey that does not take them fails. */
  faults: PageFaults
  /** Watches for codes and tokens in places where they are not allowed. A journey with any leak fails. */
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

/**
 * Where a secret may be in the deployment as it is now.
 * @param weatherApiUrl by default that of the stack
 */
export async function whereabouts(
  { folder }: Site,
  stack: LocalEntra,
  weatherApiUrl = stack.appConfig.weatherApi.url,
): Promise<Whereabouts> {
  const deployed = await readFile(join(folder, 'config.json'), 'utf8').catch(() => '')
  return {
    tokenStorage: deployed.includes('"tokenStorage": "memory"') ? 'memory' : 'session',
    tokenEndpoint: stack.appConfig.authorityMetadata.token_endpoint,
    apis: protectedApis(stack, weatherApiUrl),
  }
}

function protectedApis(
  { appConfig, registrations }: LocalEntra,
  weatherApiUrl: string,
): ProtectedApi[] {
  const { weatherApi, apis } = appConfig
  const all = [{ ...weatherApi, url: weatherApiUrl }, ...Object.values(apis)]
  return all.map(({ url, scope }) => {
    const api = registrations.apis.find(({ identifierUri }) =>
      scope.startsWith(`${identifierUri}/`),
    )
    return { url, audiences: api ? [api.clientId, api.identifierUri] : [] }
  })
}
