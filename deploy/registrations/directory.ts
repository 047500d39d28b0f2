import { isGraphScope, microsoftGraphAppId } from '../identity-provider/microsoft-graph.ts'
import { conflictPattern, type Graph, GraphError } from './graph.ts'
import { appRoles } from './names.ts'

/** The properties of Graph's `application` that are used here. */
export interface Application {
  id: string
  appId: string
  displayName: string
  identifierUris: string[]
  api: { requestedAccessTokenVersion: number | null; oauth2PermissionScopes: PermissionScope[] }
  spa: { redirectUris: string[] }
  requiredResourceAccess: RequiredAccess[]
  appRoles: AppRole[]
}

/** A role that users or applications can have. */
export interface AppRole {
  id: string
  value: string | null
  displayName: string
  description: string
  allowedMemberTypes: readonly string[]
  isEnabled: boolean
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
  appRoles?: AppRole[]
}

/** Scopes of one API that the app requests. */
export interface ApiAccess {
  principal: ServicePrincipal
  scopes: Pick<PermissionScope, 'id' | 'value' | 'type'>[]
}

/**
 * Finds an application by the unique name that both this script and the Bicep file give it.
 * @throws {GraphError} when it was deleted less than 30 days ago: its name is still taken
 */
export async function findApplication(
  graph: Graph,
  { uniqueName, displayName }: { uniqueName: string; displayName: string },
): Promise<Application | undefined> {
  const found = await graph.read<Application>(addressOf(uniqueName))
  if (found) {
    graph.note(`= "${found.displayName}" is already registered, with client ID ${found.appId}`)
    return found
  }
  await refuseDeleted(graph, uniqueName)
  await noteNamesakes(graph, displayName)
  return undefined
}

function addressOf(uniqueName: string): string {
  return `/applications(uniqueName=${encodeURIComponent(quote(uniqueName))})`
}

/** A string literal of OData, in which a quote is doubled. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

async function noteNamesakes(graph: Graph, displayName: string): Promise<void> {
  const filter = encodeURIComponent(`displayName eq ${quote(displayName)}`)
  const path = `/applications?$filter=${filter}&$select=appId`
  for (const { appId } of await graph.readAll<Pick<Application, 'appId'>>(path)) {
    graph.note(
      `! Another registration has the name "${displayName}" (client ID ${appId}), but not the unique name. It is left unchanged.`,
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
    `The registration "${displayName}" was deleted on ${deletedDateTime.slice(0, 10)}, and its unique name ${uniqueName} is reserved for 30 days.`,
    `Restore it (App registrations → Deleted applications, or: az rest --method post --url ${item}/restore), or delete it permanently (same page, or: az rest --method delete --url ${item}). Then run the command again.`,
  )
}

/**
 * Creates an application with the app roles under its unique name.
 * @see {@link https://learn.microsoft.com/graph/api/application-upsert}
 */
export function createApplication(
  graph: Graph,
  uniqueName: string,
  body: Record<string, unknown>,
): Promise<Application> {
  const roles = appRoles.map(({ value }) => value).join(', ')
  return graph.change<Application>(
    {
      method: 'PATCH',
      path: addressOf(uniqueName),
      body: { signInAudience: 'AzureADMyOrg', appRoles, ...body },
      createIfMissing: true,
    },
    `+ Create the app registration "${String(body['displayName'])}" with the app role ${roles}`,
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
    appRoles: [...appRoles],
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
 * Finds the API of a scope by its application ID URI. Microsoft Graph has the same client id in every tenant.
 * @param scope with its resource, e.g. `api://orders/Orders.Read`
 * @throws {GraphError} when the tenant has no such API, or the API has no such scope
 * @see {@link https://learn.microsoft.com/graph/api/serviceprincipal-list}
 */
export async function findApiOfScope(graph: Graph, scope: string): Promise<ApiAccess> {
  const end = scope.lastIndexOf('/')
  const [resource, name] = [scope.slice(0, end), scope.slice(end + 1)]
  const principal = isGraphScope(scope)
    ? await findServicePrincipal(graph, microsoftGraphAppId)
    : await findByName(graph, resource)
  if (!principal) {
    throw new GraphError(
      `This tenant has no API with the application ID URI ${resource}.`,
      'Correct the scope, or register the API first.',
    )
  }
  const scopes = principal.oauth2PermissionScopes?.filter(({ isEnabled }) => isEnabled) ?? []
  const found = scopes.find(({ value }) => value === name)
  if (found) return { principal, scopes: [found] }
  const known = scopes.map(({ value }) => value).join(', ') || 'none'
  throw new GraphError(`${resource} has no scope ${name}.`, `Choose one of its scopes: ${known}.`)
}

/** @returns the service principal of an API, by its client id or one of its application ID URIs */
export async function findByName(
  graph: Graph,
  name: string,
): Promise<ServicePrincipal | undefined> {
  const filter = `servicePrincipalNames/any(name:name eq ${quote(name)})`
  const [principal] = await graph.readAll<ServicePrincipal>(
    `/servicePrincipals?$filter=${encodeURIComponent(filter)}`,
  )
  return principal
}

/** Creates the service principal of an application if it is missing. Consent needs it. */
export async function ensureServicePrincipal(
  graph: Graph,
  { appId, displayName }: Application,
): Promise<ServicePrincipal> {
  const found = await findServicePrincipal(graph, appId)
  if (found) return found
  try {
    return await graph.change<ServicePrincipal>(
      { method: 'POST', path: '/servicePrincipals', body: { appId } },
      `+ Create the service principal of "${displayName}"`,
      { id: `<service principal of ${displayName}>`, appId, displayName },
    )
  } catch (error) {
    // Created by someone else after the check above.
    const created = isConflict(error) && (await findServicePrincipal(graph, appId))
    if (created) return created
    throw error
  }
}

/** Ignores a 403: guests may not read the tenant, and some roles not the deleted registrations. */
export function withoutPermission(error: unknown): undefined {
  if (!(error instanceof GraphError) || error.status !== 403) throw error
}

/** @returns whether Graph refused because the object exists already */
export function isConflict(error: unknown): boolean {
  if (!(error instanceof GraphError)) return false
  return error.status === 409 || (error.status === 400 && conflictPattern.test(error.message))
}
