import type { Config } from '../../config/config.ts'
import type { ValueName } from './catalogue-entry.ts'

/** The real values of this deployment, for the fixes to name. */
export type DeploymentValues = Readonly<Record<ValueName, string>>

/**
 * @param origin the app's own origin
 * @param config undefined when it could not be read; then the values say where they would have come from
 */
export function deploymentValues(origin: string, config?: Config): DeploymentValues {
  const { authority, clientId, weatherApi } = config ?? unset
  return {
    origin,
    redirectUri: `${origin}/`,
    frameRedirectUri: `${origin}/redirect.html`,
    clientId,
    authority,
    tenant: authority.split('/').at(-1) ?? authority,
    scope: weatherApi.scope,
    apiResource: weatherApi.scope.slice(0, weatherApi.scope.lastIndexOf('/')),
    apiUrl: URL.canParse(weatherApi.url, origin)
      ? new URL(weatherApi.url, origin).href
      : weatherApi.url,
    adminConsentUrl: adminConsentUrl(authority, clientId, weatherApi.scope, `${origin}/`),
  }
}

const unset = {
  authority: 'authority in config.json',
  clientId: 'clientId in config.json',
  weatherApi: { url: 'weatherApi.url in config.json', scope: 'weatherApi.scope in config.json' },
}

/**
 * Where an administrator agrees to the app's permission for everybody in the tenant.
 * @see {@link https://learn.microsoft.com/entra/identity-platform/v2-admin-consent}
 */
function adminConsentUrl(authority: string, clientId: string, scope: string, redirectUri: string) {
  const parameters = new URLSearchParams({ client_id: clientId, scope, redirect_uri: redirectUri })
  return `${authority}/v2.0/adminconsent?${parameters.toString()}`
}
