import {
  type Application,
  changeApplication,
  createApplication,
  ensureServicePrincipal,
  findApplication,
  type ServicePrincipal,
} from './directory.ts'
import type { Graph } from './graph.ts'
import { accessAsUser, registrationNames } from './names.ts'

export interface RegisteredApi {
  application: Application
  principal: ServicePrincipal
  /** The scope as an app asks for it. */
  scope: string
  /** Its id in this registration, which may be older than this script. */
  scopeId: string
}

/** Makes sure of the API's registration: version 2 tokens, a name for its scopes, the scope `access_as_user`. */
export async function registerApi(graph: Graph): Promise<RegisteredApi> {
  const { uniqueName, displayName } = registrationNames.api
  const api = { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [accessAsUser] }
  const found = await findApplication(graph, uniqueName)
  const application = found ?? (await createApplication(graph, uniqueName, { displayName, api }))
  const scopeId = found ? await ensureScope(graph, found) : accessAsUser.id
  const identifierUri = await ensureIdentifierUri(graph, application)
  const principal = await ensureServicePrincipal(graph, application)
  return { application, principal, scope: `${identifierUri}/${accessAsUser.value}`, scopeId }
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
    // The list is replaced as a whole: whatever is in it stays.
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
