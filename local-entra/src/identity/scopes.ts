import { MICROSOFT_GRAPH } from '../registrations/microsoft-graph.ts'
import type { ApiRegistration, ApiScope } from '../registrations/registrations.ts'
import type { Registry } from '../registrations/registry.ts'
import { EntraError } from './errors/entra-error.ts'

/** Scopes of one API, as a request asks for them. */
export interface ApiRequest {
  api: ApiRegistration
  scopes: ApiScope[]
}

/** The parsed `scope` parameter. */
export interface RequestedScopes {
  /** All names, each once. */
  names: string[]
  apis: ApiRequest[]
  /** Those about the user: email, openid, profile. */
  openidScopes: string[]
  openid: boolean
  offlineAccess: boolean
}

interface ParseOptions {
  /** Whether `.default` includes the scopes that only an administrator can consent to. */
  ofAdministrator?: boolean
  /** Whether all scopes must belong to one API, as in a token request. */
  oneResource?: boolean
}

/** The scopes of OpenID Connect, with the permission that the consent page shows for each. */
export const OPENID_PERMISSIONS: Record<string, string> = {
  openid: 'Sign you in',
  profile: 'View your basic profile',
  email: 'View your e-mail address',
  offline_access: 'Maintain access to data you have given it access to',
}

/**
 * Parses the `scope` parameter, in any case
 * (https://learn.microsoft.com/entra/identity-platform/scopes-oidc).
 *
 * Throws EntraError: 70011 for a malformed scope, 500011 for an unknown API, 28000 for several
 * APIs in a token request, 650053 for a scope that its API does not expose.
 */
export function parseRequestedScopes(
  scope: string,
  registry: Registry,
  { ofAdministrator = false, oneResource = false }: ParseOptions = {},
): RequestedScopes {
  const names = [...new Set(scope.split(' ').filter(Boolean).map(openidInLowerCase))]
  const ofApis = names.filter((name) => !isOpenid(name)).map(splitScope)
  const apis = groupByApi(ofApis, registry)
  if (oneResource && apis.size > 1) throw new EntraError(28000, { scope })
  const openidScopes = names.filter((name) => isOpenid(name) && name !== 'offline_access')
  return {
    names,
    apis: [...apis].map(([api, ofApi]) => ({ api, scopes: scopesOf(api, ofApi, ofAdministrator) })),
    openidScopes: openidScopes.toSorted(),
    openid: names.includes('openid'),
    offlineAccess: names.includes('offline_access'),
  }
}

const isOpenid = (name: string) => Object.hasOwn(OPENID_PERMISSIONS, name)

function openidInLowerCase(name: string): string {
  return isOpenid(name.toLowerCase()) ? name.toLowerCase() : name
}

interface ApiScopeName {
  name: string
  resource: string
  value: string
}

/** RFC 6749 §3.3 */
const SCOPE_TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]+$/
/** A URI scheme with nothing behind it but slashes. */
const BARE_SCHEME = /^[a-z][a-z\d+.-]*:\/*$/i

/** Splits `<resource>/<value>`. Throws EntraError 70011 when a part is missing. */
function splitScope(name: string): ApiScopeName {
  const slash = name.lastIndexOf('/')
  // A scope without a resource is one of Microsoft Graph.
  const resource =
    slash === -1 ? MICROSOFT_GRAPH.identifierUri : name.slice(0, slash).replace(/\/+$/, '')
  const value = name.slice(slash + 1)
  if (!SCOPE_TOKEN.test(name) || isMissing(resource) || isMissing(value)) {
    throw new EntraError(70011, { scope: name })
  }
  return { name, resource, value }
}

const isMissing = (part: string) => part === '' || BARE_SCHEME.test(part)

function groupByApi(scopes: ApiScopeName[], registry: Registry) {
  const groups = new Map<ApiRegistration, ApiScopeName[]>()
  for (const scope of scopes) {
    const api = registry.apiOf(`${scope.resource}/`)
    if (!api) throw new EntraError(500011, { scope: scope.name })
    groups.set(api, [...(groups.get(api) ?? []), scope])
  }
  return groups
}

/** The scopes that the API exposes, each once. `.default` stands for all of them. */
function scopesOf(
  api: ApiRegistration,
  named: ApiScopeName[],
  ofAdministrator: boolean,
): ApiScope[] {
  const scopes = named.flatMap(({ name, value }) => {
    const wanted = value.toLowerCase()
    const found = api.scopes.filter((scope) =>
      wanted === '.default'
        ? ofAdministrator || !scope.adminConsentOnly
        : scope.value.toLowerCase() === wanted,
    )
    if (found.length === 0) throw new EntraError(650053, { scope: name })
    return found
  })
  return [...new Set(scopes)]
}

/** @returns one name for each permission that needs consent, with `.default` spelt out */
export function consentNames({ names, apis }: RequestedScopes): string[] {
  const fullNames = apis.flatMap(({ api, scopes }) =>
    scopes.map(({ value }) => `${api.identifierUri}/${value}`),
  )
  return [...names.filter(isOpenid), ...fullNames]
}

/** @returns the permissions as the consent page shows them, those of APIs first */
export function permissionTexts({ names, apis }: RequestedScopes): string[] {
  return [
    ...apis.flatMap(({ scopes }) => scopes.map(({ consentText }) => consentText)),
    ...names.flatMap((name) => OPENID_PERMISSIONS[name] ?? []),
  ]
}

/** What one access token is for. */
export interface TokenScopes {
  resource: Pick<
    ApiRegistration,
    'clientId' | 'identifierUri' | 'tokenVersion' | 'groupMembershipClaims'
  >
  /** The `scp` claim. */
  scp: string
  /** The `scope` of the token response: full names, alphabetical. */
  responseScope: string
}

/**
 * A token without a scope of an API is for Microsoft Graph. The scopes about the user are those of Graph's userinfo endpoint,
 * so only its tokens have them.
 * @param scopes of one API at most: parsed with `oneResource`
 */
export function tokenScopes({ apis: [request], openidScopes }: RequestedScopes): TokenScopes {
  const { api, scopes } = request ?? { api: MICROSOFT_GRAPH, scopes: [] }
  const own = api.clientId === MICROSOFT_GRAPH.clientId ? openidScopes : []
  const values = scopes.map(({ value }) => value).toSorted()
  const fullNames = values.map((value) => `${api.identifierUri}/${value}`)
  return {
    resource: api,
    scp: [...own, ...values].join(' '),
    responseScope: [...own, ...fullNames].join(' '),
  }
}
