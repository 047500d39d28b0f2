import {
  BrowserCacheLocation,
  type Configuration,
  createStandardPublicClientApplication,
  type IPublicClientApplication,
} from '@azure/msal-browser'
import type { Config } from '../config/config.ts'
import type { IdentityObserver } from './identity-observer.ts'
import { createNetworkClient } from './network-client.ts'
import { observedNetworkClient } from './observed-network-client.ts'

/** The MSAL clients of a page. */
export interface MsalClients {
  /** Holds accounts and tokens, and completes sign-ins. */
  tokens: IPublicClientApplication
  /** Leaves for the identity provider. */
  redirects: () => Promise<IPublicClientApplication>
}

/**
 * Creates what a page needs of MSAL. With tokens in memory these are two clients: MSAL refuses to leave the page with
 * memory storage, because the request (state, nonce, verifier) has to outlive the page. So a second client with session
 * storage leaves, and keeps nothing else; the first one picks the request up and takes the tokens straight to memory.
 * @param config authority, client id and, for a provider elsewhere, its endpoints
 * @param origin the app's own origin; `<origin>/` must be registered as a SPA redirect URI
 * @param observer watches what passes between the page and the identity provider
 */
export async function createMsalClients(
  config: Config,
  origin: string,
  observer?: IdentityObserver,
): Promise<MsalClients> {
  const create = async (location: BrowserCacheLocation) => {
    const configuration = msalConfiguration(config, origin, location)
    if (observer) observe(configuration, observer)
    const client = await createStandardPublicClientApplication(configuration)
    if (observer) client.addEventCallback(observer.onEvent)
    return client
  }
  if (config.tokenStorage === 'session') {
    const client = await create(BrowserCacheLocation.SessionStorage)
    return { tokens: client, redirects: () => Promise.resolve(client) }
  }
  return {
    tokens: await create(BrowserCacheLocation.MemoryStorage),
    redirects: () => create(BrowserCacheLocation.SessionStorage),
  }
}

// Long enough for three trips on a slow line, short enough to be waited for.
const frameTimeout = 6_000

function msalConfiguration(
  config: Config,
  origin: string,
  cacheLocation: BrowserCacheLocation,
): Configuration {
  return {
    auth: {
      clientId: config.clientId,
      authority: config.authority,
      knownAuthorities: [new URL(config.authority).host],
      redirectUri: `${origin}/`,
      postLogoutRedirectUri: `${origin}/`,
      // The app answers the claims challenges of Continuous Access Evaluation.
      clientCapabilities: ['CP1'],
      ...(config.authorityMetadata && {
        authorityMetadata: JSON.stringify(config.authorityMetadata),
      }),
    },
    cache: { cacheLocation },
    system: {
      networkClient: createNetworkClient(),
      iframeBridgeTimeout: frameTimeout,
    },
  }
}

function observe(configuration: Configuration, observer: IdentityObserver): void {
  const { auth, system } = configuration
  auth.onRedirectNavigate = observer.onLeave
  if (system?.networkClient) {
    system.networkClient = observedNetworkClient(system.networkClient, observer)
  }
}
