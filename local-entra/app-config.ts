import { tenantEndpoints } from './identity/endpoints.ts'
import type { ApiRegistration, Registrations } from './registrations/registrations.ts'

/** The object that an app reads as `/config.json`. */
export interface AppConfig {
  authority: string
  clientId: string
  weatherApi: { url: string; scope: string }
  apis?: Record<string, { url: string; scope: string }>
  tokenStorage: 'session'
  authorityMetadata: {
    issuer: string
    authorization_endpoint: string
    token_endpoint: string
    end_session_endpoint: string
    jwks_uri: string
  }
}

/**
 * The settings with which the first registered app, in its tenant, uses the first registered API, and those that have a
 * `setting`.
 */
export function appConfig(
  { apps: [app], apis: [api, ...furtherApis] }: Registrations,
  identityOrigin: string,
  weatherApiUrl: string,
): AppConfig {
  if (!app || !api) throw new Error('the registrations need an app and an API')
  const endpoints = tenantEndpoints(identityOrigin, app.tenantId)
  const further = furtherApis.flatMap((each) =>
    each.setting ? [[each.setting.name, { url: each.setting.url, scope: firstScope(each) }]] : [],
  )
  return {
    // MSAL wants https in an authority; with the endpoints given below it never goes there.
    authority: `${identityOrigin.replace(/^http:/, 'https:')}/${app.tenantId}`,
    clientId: app.clientId,
    weatherApi: { url: weatherApiUrl, scope: firstScope(api) },
    ...(further.length > 0 && { apis: Object.fromEntries(further) }),
    tokenStorage: 'session',
    authorityMetadata: {
      issuer: endpoints.issuer,
      authorization_endpoint: endpoints.authorization,
      token_endpoint: endpoints.token,
      end_session_endpoint: endpoints.endSession,
      jwks_uri: endpoints.keys,
    },
  }
}

function firstScope({ identifierUri, scopes }: ApiRegistration): string {
  return `${identifierUri}/${scopes[0]?.value ?? ''}`
}
