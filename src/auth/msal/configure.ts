import {
  BrowserCacheLocation,
  type Configuration,
  createStandardPublicClientApplication,
  type EventMessage,
  type INetworkModule,
  type IPublicClientApplication,
} from '@azure/msal-browser'
import type { Config } from '../../config/config.ts'
import type { Pause } from '../pause.ts'
import type { SessionEvent } from '../session-events.ts'
import { createNetworkClient } from './network.ts'

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
 * @param app the app's own address, which ends with `/`; it must be registered as a SPA redirect URI
 * @param pause during which no token request is sent
 * @param emit is told what passes between the page and the identity provider
 */
export async function createMsalClients(
  config: Config,
  app: string,
  pause: Pause,
  emit: (event: SessionEvent) => void,
): Promise<MsalClients> {
  const networkClient = createNetworkClient(emit, pause)
  const create = async (location: BrowserCacheLocation) => {
    const configuration = msalConfiguration(config, app, location, networkClient, emit)
    const client = await createStandardPublicClientApplication(configuration)
    client.addEventCallback((message) => {
      const event = toSessionEvent(message)
      if (event) emit(event)
    })
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
  app: string,
  cacheLocation: BrowserCacheLocation,
  networkClient: INetworkModule,
  emit: (event: SessionEvent) => void,
): Configuration {
  return {
    auth: {
      clientId: config.clientId,
      authority: config.authority,
      knownAuthorities: [new URL(config.authority).host],
      redirectUri: app,
      postLogoutRedirectUri: app,
      // The app answers the claims challenges of Continuous Access Evaluation.
      clientCapabilities: ['CP1'],
      onRedirectNavigate: (url) => emit({ kind: 'leave', url }),
      ...(config.authorityMetadata && {
        authorityMetadata: JSON.stringify(config.authorityMetadata),
      }),
    },
    cache: { cacheLocation },
    system: { networkClient, iframeBridgeTimeout: frameTimeout },
  }
}

function toSessionEvent(message: EventMessage): SessionEvent | undefined {
  const { eventType, payload, error, correlationId } = message
  if (eventType === 'msal:logoutStart') return { kind: 'sign-out' }
  if (String(message.interactionType) !== 'silent') return undefined
  // `ssoSilent` goes without an account, which `acquireTokenSilent` cannot.
  if (eventType === 'msal:acquireTokenStart' && payload && !('account' in payload)) {
    const redirectUri = 'redirectUri' in payload ? payload.redirectUri : undefined
    return { kind: 'frame-request', redirectUri, correlationId }
  }
  if (eventType !== 'msal:acquireTokenFailure' || !error) return undefined
  return { kind: 'silent-failure', code: 'errorCode' in error ? error.errorCode : error.name }
}
