import { authorityOf, tenantEndpoints } from './identity/endpoints.ts'
import { MICROSOFT_GRAPH } from './registrations/microsoft-graph.ts'
import type { ApiRegistration, Registrations, Tenant } from './registrations/registrations.ts'
import { singlePageApp } from './registrations/registry.ts'

/** Where an API is, and the scope that an app requests for it. */
export interface ApiSettings {
  url: string
  scope: string
}

/** The object that an app reads as `/config.json`. */
export interface AppConfig {
  authority: string
  clientId: string
  weatherApi: ApiSettings
  apis: { graph: ApiSettings; [name: string]: ApiSettings }
  tokenStorage: 'session'
  authorityMetadata: {
    issuer: string
    authorization_endpoint: string
    token_endpoint: string
    end_session_endpoint: string
    jwks_uri: string
  }
}

/** The addresses of the servers; that of Graph has the version. */
export interface ServerAddresses {
  identityOrigin: string
  weatherApiUrl: string
  graphUrl: string
}

/**
 * The settings with which the first single-page app, in its tenant, uses the weather API, which plays the first registered
 * API, Microsoft Graph, and the APIs that have a `setting`. Without a single-page app they are those of the first app.
 */
export function appConfig(
  { tenants, apps, apis }: Registrations,
  { identityOrigin, weatherApiUrl, graphUrl }: ServerAddresses,
): AppConfig {
  const [api] = apis
  const app = singlePageApp(apps) ?? apps[0]
  const tenant = tenants.find(({ id }) => id === app?.tenantId)
  if (!app || !tenant || !api) throw new Error('the registrations need an app and an API')
  const { authority, authorityMetadata } = authoritySettings(tenant, identityOrigin)
  const named = apis.flatMap((each) =>
    each.setting ? [[each.setting.name, { url: each.setting.url, scope: firstScope(each) }]] : [],
  )
  return {
    authority,
    clientId: app.clientId,
    weatherApi: { url: weatherApiUrl, scope: firstScope(api) },
    apis: { graph: { url: graphUrl, scope: GRAPH_SCOPE }, ...Object.fromEntries(named) },
    tokenStorage: 'session',
    authorityMetadata,
  }
}

/** The scope of `/me`; users can consent to it. */
const GRAPH_SCOPE = `${MICROSOFT_GRAPH.identifierUri}/User.Read`

/** The settings with which an app signs in to a tenant. */
export function authoritySettings(
  tenant: Tenant,
  identityOrigin: string,
): Pick<AppConfig, 'authority' | 'authorityMetadata'> {
  const endpoints = tenantEndpoints(identityOrigin, authorityOf(tenant))
  return {
    // MSAL wants https in an authority; with the endpoints given below it never goes there.
    authority: `${identityOrigin.replace(/^http:/, 'https:')}/${tenant.id}`,
    authorityMetadata: {
      issuer: endpoints.issuer,
      authorization_endpoint: endpoints.authorization,
      token_endpoint: endpoints.token,
      end_session_endpoint: endpoints.endSession,
      jwks_uri: endpoints.keys,
    },
  }
}

/**
 * The settings of the same app when the identity provider, the weather API and Microsoft Graph are mounted in another server.
 * The issuer stays: tokens do not depend on the address that a browser uses.
 * @param ownUrls the addresses of the weather API and Microsoft Graph that are mounted; other APIs keep theirs
 * @param origin by which the browser knows that server
 */
export function mountedConfig(
  config: AppConfig,
  ownUrls: readonly string[],
  origin: string,
): AppConfig {
  const moved = (url: string) => new URL(new URL(url).pathname, origin).href
  const movedApi = (api: ApiSettings) =>
    ownUrls.includes(api.url) ? { ...api, url: moved(api.url) } : api
  const { issuer, ...endpoints } = config.authorityMetadata
  return {
    ...config,
    authority: moved(config.authority).replace(/^http:/, 'https:'),
    weatherApi: movedApi(config.weatherApi),
    apis: { ...config.apis, graph: movedApi(config.apis.graph) },
    authorityMetadata: {
      issuer,
      authorization_endpoint: moved(endpoints.authorization_endpoint),
      token_endpoint: moved(endpoints.token_endpoint),
      end_session_endpoint: moved(endpoints.end_session_endpoint),
      jwks_uri: moved(endpoints.jwks_uri),
    },
  }
}

function firstScope({ identifierUri, scopes }: ApiRegistration): string {
  return `${identifierUri}/${scopes[0]?.value ?? ''}`
}
