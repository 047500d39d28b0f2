import type { Config } from '../../../src/config/config.ts'
import { type ServerFault, startFaultyServer } from '../faulty-server.ts'
import { serverTest } from '../fixtures.ts'
import { type PageFaults, watchPageFaults } from '../watch-page-faults.ts'

/** The identity provider behind a proxy that changes its responses. */
export interface HostileProvider {
  /** Sets how its responses are changed from now on. */
  plant: (fault: ServerFault) => void
  /** A configuration of the app that uses it. */
  config: Config
}

interface Fixtures {
  faults: PageFaults
  noFaults: void
  provider: HostileProvider
}

/**
 * For journeys of many cases. They have no leak watch: comparing everything seen with every token of a thousand sign-ins
 * takes longer than the cases.
 */
export const test = serverTest.extend<Fixtures>({
  baseURL: async ({ site }, use) => use(site.origin),

  faults: async ({ browser }, use) => {
    const faults = watchPageFaults(browser)
    await use(faults)
    faults.stop()
  },

  noFaults: [
    async ({ faults }, use) => {
      await use()
      if (faults.list().length > 0) throw new Error(faults.list().join('\n'))
    },
    { auto: true },
  ],

  provider: async ({ stack, site }, use) => {
    let fault: ServerFault = () => {}
    const { origin } = stack.identity
    const server = await startFaultyServer(origin, (answer, request) => {
      fault(answer, request)
    })
    const config = through(server.origin, origin, stack.appConfig)
    await site.deploy(config)
    await use({ config, plant: (next) => (fault = next) })
    await server.close()
  },
})

// The issuer stays the same: tokens name the provider that signs them.
function through(faulty: string, origin: string, config: Config): Config {
  const { authorityMetadata } = config
  if (!authorityMetadata) return config
  const there = (url: string) => url.replace(origin, faulty)
  return {
    ...config,
    authorityMetadata: {
      ...authorityMetadata,
      authorization_endpoint: there(authorityMetadata.authorization_endpoint),
      token_endpoint: there(authorityMetadata.token_endpoint),
    },
  }
}
