import { microsoftGraphAppId } from '../identity-provider/microsoft-graph.ts'
import { ensureAppRoles } from './app-roles.ts'
import {
  type ApiAccess,
  type Application,
  changeApplication,
  createApplication,
  ensureServicePrincipal,
  findApiOfScope,
  findApplication,
  isConflict,
  type ServicePrincipal,
} from './directory.ts'
import { type Graph } from './graph.ts'
import { accessAsUser, registrationNames } from './names.ts'
import { findSignInAccess, type RegisteredApp, registerApp } from './register-app.ts'

export interface RegistrationOptions {
  /** Addresses of the app without trailing slash, e.g. `https://weather.contoso.example`. */
  origins: readonly string[]
  /** Scopes of further APIs that exist in the tenant, e.g. `api://orders/Orders.Read`, and of Microsoft Graph. */
  scopes: readonly string[]
  /** Whether to grant admin consent; otherwise users consent at their first sign-in. */
  adminConsent: boolean
}

/** What `npm run configure` needs. */
export interface Registered {
  clientId: string
  /** The scope of the weather API. */
  scope: string
}

/** Creates or completes both registrations and the consent. A second run changes nothing. */
export async function register(
  graph: Graph,
  { origins, scopes, adminConsent }: RegistrationOptions,
): Promise<Registered> {
  // Read first: a wrong scope stops the command before any change.
  const further = await Promise.all(scopes.map((scope) => findFurtherAccess(graph, scope)))
  const signIn = await findSignInAccess(graph)
  const api = await registerApi(graph)
  const access: FurtherAccess[] = [api.access, ...further, signIn]
  const app = await registerApp(graph, origins, access)
  for (const each of access) {
    if (each.isAskedLater === true) noteAskedLater(graph, each)
    else if (adminConsent) await grantConsent(graph, app, each)
  }
  return { clientId: app.application.appId, scope: api.scope }
}

interface FurtherAccess extends ApiAccess {
  isAskedLater?: boolean
}

// Users consent to Microsoft Graph when they open a page that needs it, unless a permission needs an administrator.
async function findFurtherAccess(graph: Graph, scope: string): Promise<FurtherAccess> {
  const access = await findApiOfScope(graph, scope)
  const isForUsers = access.scopes.every(({ type }) => type === 'User')
  return { ...access, isAskedLater: access.principal.appId === microsoftGraphAppId && isForUsers }
}

function noteAskedLater(graph: Graph, { principal, scopes }: ApiAccess): void {
  const names = scopes.map(({ value }) => value).join(' ')
  graph.note(
    `= No admin consent for ${names} of "${principal.displayName ?? principal.appId}": the app asks each user when a page needs it.`,
  )
}

/** Creates or completes the API's registration: version 2 tokens, application ID URI, scope `access_as_user`, app roles. */
async function registerApi(graph: Graph): Promise<{ access: ApiAccess; scope: string }> {
  const { uniqueName, displayName } = registrationNames.api
  const api = { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [accessAsUser] }
  const found = await findApplication(graph, registrationNames.api)
  const application = found ?? (await createApplication(graph, uniqueName, { displayName, api }))
  const id = found ? await ensureScope(graph, found) : accessAsUser.id
  if (found) await ensureAppRoles(graph, found)
  const identifierUri = await ensureIdentifierUri(graph, application)
  const principal = {
    displayName,
    ...(await ensureServicePrincipal(graph, application)),
  }
  const { value, type } = accessAsUser
  const access = { principal, scopes: [{ id, value, type }] }
  return { access, scope: `${identifierUri}/${accessAsUser.value}` }
}

/** @returns the id of the scope, new or existing */
async function ensureScope(graph: Graph, application: Application): Promise<string> {
  const { oauth2PermissionScopes: scopes, requestedAccessTokenVersion } = application.api
  const scope = scopes.find(({ value }) => value === accessAsUser.value)
  if (requestedAccessTokenVersion !== 2) {
    // No version in the manifest means version 1, whose issuer and audience the API refuses.
    const api = { requestedAccessTokenVersion: 2 }
    await changeApplication(graph, application, { api }, '~ Set the access token version to 2')
  }
  if (scope === undefined) {
    // Graph replaces the whole list.
    const api = { oauth2PermissionScopes: [...scopes, accessAsUser] }
    await changeApplication(graph, application, { api }, `+ Add the scope ${accessAsUser.value}`)
  } else if (!scope.isEnabled) {
    const enabled = scopes.map((each) => (each === scope ? { ...each, isEnabled: true } : each))
    const api = { oauth2PermissionScopes: enabled }
    await changeApplication(graph, application, { api }, `~ Enable the scope ${accessAsUser.value}`)
  }
  return scope?.id ?? accessAsUser.id
}

async function ensureIdentifierUri(graph: Graph, application: Application): Promise<string> {
  const [found] = application.identifierUris
  if (found !== undefined) return found
  const identifierUri = `api://${application.appId}`
  const body = { identifierUris: [identifierUri] }
  await changeApplication(
    graph,
    application,
    body,
    `~ Set the application ID URI to ${identifierUri}`,
  )
  return identifierUri
}

/** Graph's record of a consent: a client may use scopes of a resource. */
interface PermissionGrant {
  id: string
  scope: string
}

/**
 * Grants admin consent to scopes of one API. Scopes granted earlier stay.
 * @see {@link https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant}
 */
async function grantConsent(graph: Graph, app: RegisteredApp, access: ApiAccess): Promise<void> {
  const { application, principal: client } = app
  const { principal: resource, scopes } = access
  const found = await findGrant(graph, client, resource)
  const granted = found?.scope.split(' ').filter(Boolean) ?? []
  const missing = scopes.map(({ value }) => value).filter((value) => !granted.includes(value))
  if (missing.length === 0) return
  const scope = [...granted, ...missing].join(' ')
  const sentence = `+ Grant admin consent for all users: "${application.displayName}" may use ${missing.join(' ')} of "${resource.displayName ?? resource.appId}"`
  if (found) {
    const path = `/oauth2PermissionGrants/${found.id}`
    await graph.change({ method: 'PATCH', path, body: { scope } }, sentence, undefined)
    return
  }
  const body = { clientId: client.id, consentType: 'AllPrincipals', resourceId: resource.id, scope }
  try {
    const change = { method: 'POST', path: '/oauth2PermissionGrants', body } as const
    await graph.change(change, sentence, undefined)
  } catch (error) {
    // Granted by someone else after the check above: check again what is missing.
    if (!isConflict(error)) throw error
    if (await findGrant(graph, client, resource)) await grantConsent(graph, app, access)
  }
}

async function findGrant(graph: Graph, client: ServicePrincipal, resource: ServicePrincipal) {
  const conditions = {
    clientId: client.id,
    resourceId: resource.id,
    consentType: 'AllPrincipals',
  }
  const filter = Object.entries(conditions).map(([name, value]) => `${name} eq '${value}'`)
  const query = filter.join(' and ').replaceAll(' ', '%20')
  const [grant] = await graph.readAll<PermissionGrant>(`/oauth2PermissionGrants?$filter=${query}`)
  return grant
}
