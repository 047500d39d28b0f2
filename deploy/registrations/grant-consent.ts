import type { ServicePrincipal } from './directory.ts'
import type { Graph } from './graph.ts'

/** Graph's record that a client may use scopes of a resource. */
interface PermissionGrant {
  id: string
  scope: string
}

/**
 * Consents, for everybody in the tenant, to scopes of one resource. Scopes granted earlier stay.
 * @see {@link https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant}
 */
export async function grantConsent(
  graph: Graph,
  client: ServicePrincipal,
  resource: ServicePrincipal,
  scopes: readonly string[],
): Promise<void> {
  const found = await findGrant(graph, client, resource)
  const granted = found?.scope.split(' ').filter(Boolean) ?? []
  const missing = scopes.filter((scope) => !granted.includes(scope))
  if (missing.length === 0) return
  const scope = [...granted, ...missing].join(' ')
  const sentence = `+ Consent for everybody: ${missing.join(' ')}`
  if (found) {
    const path = `/oauth2PermissionGrants/${found.id}`
    await graph.change({ method: 'PATCH', path, body: { scope } }, sentence, undefined)
    return
  }
  const body = { clientId: client.id, consentType: 'AllPrincipals', resourceId: resource.id, scope }
  await graph.change({ method: 'POST', path: '/oauth2PermissionGrants', body }, sentence, undefined)
}

async function findGrant(graph: Graph, client: ServicePrincipal, resource: ServicePrincipal) {
  const conditions = {
    clientId: client.id,
    resourceId: resource.id,
    consentType: 'AllPrincipals',
  }
  const filter = Object.entries(conditions).map(([name, value]) => `${name} eq '${value}'`)
  const query = filter.join(' and ').replaceAll(' ', '%20')
  const answer = await graph.read<{ value: PermissionGrant[] }>(
    `/oauth2PermissionGrants?$filter=${query}`,
  )
  return answer?.value[0]
}
