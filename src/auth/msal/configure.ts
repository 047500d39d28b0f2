import {
  BrowserCacheLocation,
  type Configuration,
  createStandardPublicClientApplication,
  type EventMessage,
  type INetworkModule,
  type IPublicClientApplication,
} from '@azure/msal-browser'
import { type Config, endpointsOf } from '../../config/config.ts'
import { isExternalId } from '../../config/issuer.ts'
import type { Pause } from '../pause.ts'
import type { SessionEvent } from '../session-events.ts'
import { createNetworkClient } from './network.ts'

/** The MSAL clients of a page. */
export interface MsalClients {
  /** Holds accounts and tokens, and redeems codes. */
  tokens: IPublicClientApplication
  /** Redirects to the identity provider. */
  redirects: () => Promise<IPublicClientApplication>
}

/**
 * Creates the MSAL clients of a page. With tokens in memory there are two: MSAL does not redirect with memory storage,
 * because the request (state, nonce, verifier) must survive the page load. A second client, with session storage, stores
 * only that request and redirects. After the redirect back, the first client reads the request and keeps the tokens in
 * memory.
 * @param app the URL of the app, which ends with `/`; registered as a SPA redirect URI
 * @param pause while it lasts, no token request is sent
 * @param emit receives what happens between the page and the identity provider
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

// Milliseconds: enough for three round trips on a slow connection, and not too long to wait.
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
      // The app handles claims challenges (Continuous Access Evaluation).
      clientCapabilities: ['CP1'],
      onRedirectNavigate: (url) => emit({ kind: 'leave', url }),
      ...(hasKnownEndpoints(config) && { authorityMetadata: JSON.stringify(endpointsOf(config)) }),
    },
    cache: { cacheLocation },
    system: { networkClient, iframeBridgeTimeout: frameTimeout },
  }
}

/**
 * MSAL takes the endpoints of External ID from here: in its own discovery it refuses the issuer, if the authority has the name
 * of the tenant. The discovery of any other authority also tells whether there is one.
 */
function hasKnownEndpoints({ authority, authorityMetadata }: Config): boolean {
  return authorityMetadata !== undefined || isExternalId(authority)
}

function toSessionEvent(message: EventMessage): SessionEvent | undefined {
  const { eventType, payload, error, correlationId } = message
  if (eventType === 'msal:logoutStart') return { kind: 'sign-out' }
  if (String(message.interactionType) !== 'silent') return undefined
  // Only `ssoSilent`, which uses a hidden frame, has a request without an account.
  if (eventType === 'msal:acquireTokenStart' && payload && !('account' in payload)) {
    const redirectUri = 'redirectUri' in payload ? payload.redirectUri : undefined
    return { kind: 'frame-request', redirectUri, correlationId }
  }
  if (eventType !== 'msal:acquireTokenFailure' || !error) return undefined
  return { kind: 'silent-failure', code: 'errorCode' in error ? error.errorCode : error.name }
}
