import type { ApiRegistration, ApiScope } from '../../registrations/registrations.ts'
import type { Registry } from '../../registrations/registry.ts'
import { EntraError } from '../errors/entra-error.ts'

/** Scopes of one API, as a request asks for them. */
export interface ApiRequest {
  api: ApiRegistration
  scopes: ApiScope[]
}

/** The `scope` parameter, understood. */
export interface RequestedScopes {
  /** All names, each once. */
  names: string[]
  apis: ApiRequest[]
  /** Those about the person: email, openid, profile. */
  openidScopes: string[]
  openid: boolean
  offlineAccess: boolean
}

const OPENID_SCOPES = ['email', 'openid', 'profile']
const GRAPH = 'https://graph.microsoft.com'
/** RFC 6749 §3.3 */
const SCOPE_TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]+$/

/**
 * Reads the `scope` parameter, in any case
 * (https://learn.microsoft.com/entra/identity-platform/scopes-oidc). Throws EntraError.
 * @param ofAdministrator whether `.default` includes what only an administrator can consent to
 */
export function parseRequestedScopes(
  scope: string,
  registry: Registry,
  { ofAdministrator }: { ofAdministrator: boolean } = { ofAdministrator: false },
): RequestedScopes {
  const names = [...new Set(scope.split(' ').filter(Boolean).map(openidInSmallLetters))]
  const apis: ApiRequest[] = []
  for (const name of names) {
    if (!SCOPE_TOKEN.test(name)) throw new EntraError(70011, { scope: name })
    if (!isOfOpenid(name)) addTo(apis, name, registry, ofAdministrator)
  }
  return {
    names,
    apis,
    openidScopes: names.filter((name) => OPENID_SCOPES.includes(name)).toSorted(),
    openid: names.includes('openid'),
    offlineAccess: names.includes('offline_access'),
  }
}

const isOfOpenid = (name: string) => OPENID_SCOPES.includes(name) || name === 'offline_access'

function openidInSmallLetters(name: string): string {
  return isOfOpenid(name.toLowerCase()) ? name.toLowerCase() : name
}

function addTo(
  apis: ApiRequest[],
  name: string,
  registry: Registry,
  ofAdministrator: boolean,
): void {
  // A scope without a resource is one of Microsoft Graph.
  const fullName = name.includes('/') ? name : `${GRAPH}/${name}`
  const api = registry.apiOf(fullName)
  if (!api) throw new EntraError(name.includes('/') ? 500011 : 70011, { scope: name })
  const scopes = scopesOf(api, fullName, ofAdministrator)
  if (scopes.length === 0) throw new EntraError(650053, { scope: name })
  const known = apis.find((request) => request.api === api)
  if (known) known.scopes.push(...scopes.filter((scope) => !known.scopes.includes(scope)))
  else apis.push({ api, scopes })
}

/** `.default` means everything that was set up for the app, and here that is every scope. */
function scopesOf(api: ApiRegistration, fullName: string, ofAdministrator: boolean): ApiScope[] {
  const value = fullName.slice(fullName.lastIndexOf('/') + 1).toLowerCase()
  if (value === '.default') {
    return api.scopes.filter(({ adminConsentOnly }) => ofAdministrator || !adminConsentOnly)
  }
  return api.scopes.filter((scope) => scope.value.toLowerCase() === value)
}
