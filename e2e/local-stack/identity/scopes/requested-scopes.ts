import type { Registry } from '../../registrations/registry.ts'
import { EntraError } from '../errors/entra-error.ts'

/** The scopes of a request, understood. One access token is for one resource only. */
export interface RequestedScopes {
  resource: { clientId: string }
  /** Full names, alphabetical: what the answer's `scope` says. */
  granted: string[]
  /** As the `scp` claim has them. */
  shortNames: string[]
  openid: boolean
  offlineAccess: boolean
}

/** Scopes about the person, which belong to Microsoft Graph when no other API is asked for. */
const OPENID_SCOPES = ['email', 'openid', 'profile']
const GRAPH = { clientId: '00000003-0000-0000-c000-000000000000' }

/** Reads the `scope` parameter. Throws EntraError when it cannot be granted as it stands. */
export function parseRequestedScopes(scope: string, registry: Registry): RequestedScopes {
  const names = [...new Set(scope.split(' ').filter(Boolean))].toSorted()
  const apiScopes = names.filter((name) => ![...OPENID_SCOPES, 'offline_access'].includes(name))
  const openidScopes = names.filter((name) => OPENID_SCOPES.includes(name))
  const about = {
    openid: names.includes('openid'),
    offlineAccess: names.includes('offline_access'),
  }
  const requested = apiScopes.map((name) => {
    const found = registry.apiScope(name)
    if (!found) throw new EntraError(70011, { scope: name })
    return found
  })
  const first = requested[0]
  if (!first) return { resource: GRAPH, granted: openidScopes, shortNames: openidScopes, ...about }
  return {
    resource: first.api,
    granted: apiScopes,
    shortNames: requested.map(({ scope: { value } }) => value).toSorted(),
    ...about,
  }
}
