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

export interface RegistrationWish {
  /** Where the app is, e.g. `https://weather.contoso.example`; below a path, without the slash at its end. */
  origins: readonly string[]
  /** Scopes of further APIs, which the tenant has already: `api://orders/Orders.Read`. */
  scopes: readonly string[]
  /** Whether to consent for everybody; otherwise people consent at their first sign-in. */
  adminConsent: boolean
}

/** What `npm run configure` needs. */
export interface Registered {
  clientId: string
  /** That of the API which is registered here. */
  scope: string
}

/** Makes sure of both registrations and of the consent. Run a second time, it changes nothing. */
export async function register(
  graph: Graph,
  { origins, scopes, adminConsent }: RegistrationWish,
): Promise<Registered> {
  // Read first: with a wrong scope nothing is changed.
  const further = await Promise.all(scopes.map((scope) => findApiOfScope(graph, scope)))
  const signIn = await findSignInAccess(graph)
  const api = await registerApi(graph)
  const access = [api.access, ...further, signIn]
  const app = await registerApp(graph, origins, access)
  if (adminConsent) {
    for (const each of access) await grantConsent(graph, app, each)
  }
  return { clientId: app.application.appId, scope: api.scope }
}

/** Makes sure of the API's registration: version 2 tokens, a name for its scopes, the scope `access_as_user`. */
async function registerApi(graph: Graph): Promise<{ access: ApiAccess; scope: string }> {
  const { uniqueName, displayName } = registrationNames.api
  const api = { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [accessAsUser] }
  const found = await findApplication(graph, registrationNames.api)
  const application = found ?? (await createApplication(graph, uniqueName, { displayName, api }))
  const id = found ? await ensureScope(graph, found) : accessAsUser.id
  const identifierUri = await ensureIdentifierUri(graph, application)
  const principal = {
    displayName,
    ...(await ensureServicePrincipal(graph, application)),
  }
  const access = { principal, scopes: [{ id, value: accessAsUser.value }] }
  return { access, scope: `${identifierUri}/${accessAsUser.value}` }
}

/** @returns the id of the scope, new or old */
async function ensureScope(graph: Graph, application: Application): Promise<string> {
  const { oauth2PermissionScopes: scopes, requestedAccessTokenVersion } = application.api
  const scope = scopes.find(({ value }) => value === accessAsUser.value)
  if (requestedAccessTokenVersion !== 2) {
    // A manifest without a version means version 1, whose issuer and audience the API would refuse.
    const api = { requestedAccessTokenVersion: 2 }
    await changeApplication(graph, application, { api }, '~ Ask for access tokens of version 2')
  }
  if (scope === undefined) {
    // The list is replaced as a whole, so it is sent with all that it holds.
    const api = { oauth2PermissionScopes: [...scopes, accessAsUser] }
    await changeApplication(graph, application, { api }, `+ Expose the scope ${accessAsUser.value}`)
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
  await changeApplication(graph, application, body, `~ Name the API ${identifierUri}`)
  return identifierUri
}

/** Graph's record that a client may use scopes of a resource. */
interface PermissionGrant {
  id: string
  scope: string
}

/**
 * Consents, for everybody in the tenant, to scopes of one API. Scopes granted earlier stay.
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
  const sentence = `+ Consent for everybody in the tenant: "${application.displayName}" may use ${missing.join(' ')} of "${resource.displayName ?? resource.appId}"`
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
    // Granted by another hand since it was looked for; one more look finds what is missing in it.
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
