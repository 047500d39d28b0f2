import { type Graph, GraphError } from './graph.ts'

/** The parts of Graph's `application` that matter here. */
export interface Application {
  id: string
  appId: string
  displayName: string
  identifierUris: string[]
  api: { requestedAccessTokenVersion: number | null; oauth2PermissionScopes: PermissionScope[] }
  spa: { redirectUris: string[] }
  requiredResourceAccess: RequiredAccess[]
}

export interface PermissionScope {
  id: string
  value: string
  type: string
  isEnabled: boolean
}

export interface RequiredAccess {
  resourceAppId: string
  resourceAccess: { id: string; type: string }[]
}

/** An application's presence in one tenant. */
export interface ServicePrincipal {
  id: string
  appId: string
  /** Its client id and its identifier URIs. */
  servicePrincipalNames?: string[]
  oauth2PermissionScopes?: PermissionScope[]
}

/** Scopes of one API, for the app to ask for. */
export interface ApiAccess {
  principal: ServicePrincipal
  scopes: Pick<PermissionScope, 'id' | 'value'>[]
}

/** Finds an application by the name that both this script and the Bicep file give it. */
export function findApplication(graph: Graph, uniqueName: string) {
  return graph.read<Application>(`/applications(uniqueName='${uniqueName}')`)
}

/**
 * Creates an application under its unique name.
 * @see {@link https://learn.microsoft.com/graph/api/application-upsert}
 */
export function createApplication(
  graph: Graph,
  uniqueName: string,
  body: Record<string, unknown>,
): Promise<Application> {
  return graph.change<Application>(
    {
      method: 'PATCH',
      path: `/applications(uniqueName='${uniqueName}')`,
      body: { signInAudience: 'AzureADMyOrg', ...body },
      createIfMissing: true,
    },
    `+ Create the app registration "${String(body['displayName'])}"`,
    { ...placeholder(uniqueName), ...body },
  )
}

function placeholder(uniqueName: string): Application {
  return {
    id: `<object id of ${uniqueName}>`,
    appId: `<client id of ${uniqueName}>`,
    displayName: uniqueName,
    identifierUris: [],
    api: { requestedAccessTokenVersion: null, oauth2PermissionScopes: [] },
    spa: { redirectUris: [] },
    requiredResourceAccess: [],
  }
}

export async function changeApplication(
  graph: Graph,
  { id }: Application,
  body: Record<string, unknown>,
  sentence: string,
): Promise<void> {
  await graph.change({ method: 'PATCH', path: `/applications/${id}`, body }, sentence, undefined)
}

export function findServicePrincipal(graph: Graph, appId: string) {
  return graph.read<ServicePrincipal>(`/servicePrincipals(appId='${appId}')`)
}

/**
 * Finds the API that a scope belongs to, by its identifier URI.
 * @param scope with its resource, e.g. `api://orders/Orders.Read`
 * @throws {GraphError} when the tenant does not know the API, or the API has no such scope
 * @see {@link https://learn.microsoft.com/graph/api/serviceprincipal-list}
 */
export async function findApiOfScope(graph: Graph, scope: string): Promise<ApiAccess> {
  const end = scope.lastIndexOf('/')
  const [resource, name] = [scope.slice(0, end), scope.slice(end + 1)]
  const filter = `servicePrincipalNames/any(name:name eq '${resource.replaceAll("'", "''")}')`
  const answer = await graph.read<{ value: ServicePrincipal[] }>(
    `/servicePrincipals?$filter=${encodeURIComponent(filter)}`,
  )
  const principal = answer?.value[0]
  if (!principal) {
    throw new GraphError(
      `This tenant knows no API with the identifier URI ${resource}. Correct --api, or register the API first.`,
    )
  }
  const scopes = principal.oauth2PermissionScopes?.filter(({ isEnabled }) => isEnabled) ?? []
  const found = scopes.find(({ value }) => value === name)
  if (found) return { principal, scopes: [found] }
  const known = scopes.map(({ value }) => value).join(', ') || 'none'
  throw new GraphError(`${resource} has no scope ${name}. Its scopes: ${known}.`)
}

/** Makes sure that the tenant knows the application; without it nobody can consent. */
export async function ensureServicePrincipal(
  graph: Graph,
  { appId, displayName }: Application,
): Promise<ServicePrincipal> {
  const found = await findServicePrincipal(graph, appId)
  return (
    found ??
    graph.change<ServicePrincipal>(
      { method: 'POST', path: '/servicePrincipals', body: { appId } },
      `+ Let the tenant know "${displayName}" (service principal)`,
      { id: `<service principal of ${displayName}>`, appId },
    )
  )
}
