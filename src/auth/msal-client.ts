import {
  BrowserCacheLocation,
  type Configuration,
  createStandardPublicClientApplication,
  type IPublicClientApplication,
  LogLevel,
} from '@azure/msal-browser'
import type { Config } from '../config/config.ts'
import { createNetworkClient } from './network-client.ts'

/**
 * Creates and initializes the one MSAL client of a page.
 * @param config authority, client id and, for a provider elsewhere, its endpoints
 * @param origin the app's own origin; `<origin>/` must be registered as a SPA redirect URI
 */
export async function createMsalClient(
  config: Config,
  origin: string,
): Promise<IPublicClientApplication> {
  return createStandardPublicClientApplication(msalConfiguration(config, origin))
}

function msalConfiguration(config: Config, origin: string): Configuration {
  return {
    auth: {
      clientId: config.clientId,
      authority: config.authority,
      knownAuthorities: [new URL(config.authority).host],
      redirectUri: `${origin}/`,
      postLogoutRedirectUri: `${origin}/`,
      // The app handles `insufficient_claims` challenges of Continuous Access Evaluation.
      clientCapabilities: ['CP1'],
      ...(config.authorityMetadata && {
        authorityMetadata: JSON.stringify(config.authorityMetadata),
      }),
    },
    cache: { cacheLocation: BrowserCacheLocation.SessionStorage },
    system: {
      networkClient: createNetworkClient(),
      loggerOptions: {
        logLevel: LogLevel.Error,
        piiLoggingEnabled: false,
        loggerCallback: () => {},
      },
    },
  }
}
