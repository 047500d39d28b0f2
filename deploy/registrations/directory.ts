import { conflictPattern, type Graph, GraphError } from './graph.ts'

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
  displayName?: string
  /** Its client id and its identifier URIs. */
  servicePrincipalNames?: string[]
  oauth2PermissionScopes?: PermissionScope[]
}

/** Scopes of one API, for the app to ask for. */
export interface ApiAccess {
  principal: ServicePrincipal
  scopes: Pick<PermissionScope, 'id' | 'value'>[]
}

/**
 * Finds an application by the unique name that both this script and the Bicep file give it.
 * @throws {GraphError} when it was deleted and could still be restored: until then its name is taken
 */
export async function findApplication(
  graph: Graph,
  { uniqueName, displayName }: { uniqueName: string; displayName: string },
): Promise<Application | undefined> {
  const found = await graph.read<Application>(`/applications(uniqueName='${uniqueName}')`)
  if (found) {
    graph.note(`= "${found.displayName}" is registered already, with client ID ${found.appId}`)
    return found
  }
  await refuseDeleted(graph, uniqueName)
  await noteNamesakes(graph, displayName)
  return undefined
}

async function noteNamesakes(graph: Graph, displayName: string): Promise<void> {
  const filter = encodeURIComponent(`displayName eq '${displayName}'`)
  const path = `/applications?$filter=${filter}&$select=appId`
  for (const { appId } of await graph.readAll<Pick<Application, 'appId'>>(path)) {
    graph.note(
      `! Another registration is called "${displayName}" (client ID ${appId}), without the unique name of this one. It is left as it is.`,
    )
  }
}

interface DeletedApplication {
  id: string
  displayName: string
  uniqueName: string | null
  deletedDateTime: string
}

/** @see {@link https://learn.microsoft.com/graph/api/directory-deleteditems-list} */
async function refuseDeleted(graph: Graph, uniqueName: string): Promise<void> {
  const path = '/directory/deletedItems/microsoft.graph.application'
  const query = '$select=id,displayName,uniqueName,deletedDateTime&$top=999'
  const all = await graph.readAll<DeletedApplication>(`${path}?${query}`).catch(withoutPermission)
  const deleted = all?.find((each) => each.uniqueName === uniqueName)
  if (!deleted) return
  const { id, displayName, deletedDateTime } = deleted
  const item = `${graph.url}/directory/deletedItems/${id}`
  throw new GraphError(
    `The registration "${displayName}" was deleted on ${deletedDateTime.slice(0, 10)}, and the directory keeps its name ${uniqueName} for 30 days.`,
    `Restore it (App registrations → Deleted applications, or: az rest --method post --url ${item}/restore), or delete it for good (the same page, or: az rest --method delete --url ${item}). Then run the command again.`,
  )
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
  const [principal] = await graph.readAll<ServicePrincipal>(
    `/servicePrincipals?$filter=${encodeURIComponent(filter)}`,
  )
  if (!principal) {
    throw new GraphError(
      `This tenant knows no API with the identifier URI ${resource}.`,
      'Correct --api, or register the API first.',
    )
  }
  const scopes = principal.oauth2PermissionScopes?.filter(({ isEnabled }) => isEnabled) ?? []
  const found = scopes.find(({ value }) => value === name)
  if (found) return { principal, scopes: [found] }
  const known = scopes.map(({ value }) => value).join(', ') || 'none'
  throw new GraphError(`${resource} has no scope ${name}.`, `Its scopes: ${known}.`)
}

/** Makes sure that the tenant knows the application; without it nobody can consent. */
export async function ensureServicePrincipal(
  graph: Graph,
  { appId, displayName }: Application,
): Promise<ServicePrincipal> {
  const found = await findServicePrincipal(graph, appId)
  if (found) return found
  try {
    return await graph.change<ServicePrincipal>(
      { method: 'POST', path: '/servicePrincipals', body: { appId } },
      `+ Let the tenant know "${displayName}" (service principal)`,
      { id: `<service principal of ${displayName}>`, appId, displayName },
    )
  } catch (error) {
    // Created by another hand since it was looked for.
    const created = isConflict(error) && (await findServicePrincipal(graph, appId))
    if (created) return created
    throw error
  }
}

/** What a person may not read is left out: a guest may not read about the tenant, others not what was deleted. */
export function withoutPermission(error: unknown): undefined {
  if (!(error instanceof GraphError) || error.status !== 403) throw error
}

/** @returns whether Graph refused because it is there already */
export function isConflict(error: unknown): boolean {
  if (!(error instanceof GraphError)) return false
  return error.status === 409 || (error.status === 400 && conflictPattern.test(error.message))
}
