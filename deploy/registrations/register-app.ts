import { microsoftGraphAppId } from '../identity-provider/microsoft-graph.ts'
import { ensureAppRoles } from './app-roles.ts'
import {
  type ApiAccess,
  type Application,
  changeApplication,
  createApplication,
  ensureServicePrincipal,
  findApplication,
  findServicePrincipal,
  type RequiredAccess,
  type ServicePrincipal,
} from './directory.ts'
import { type Graph, GraphError } from './graph.ts'
import { registrationNames, signInScopes } from './names.ts'

export interface RegisteredApp {
  application: Application
  principal: ServicePrincipal
}

/**
 * Creates or completes the registration of the single-page app: redirect URIs, permissions and app roles. Nothing is removed.
 * @param origins addresses of the app without trailing slash, e.g. `https://weather.contoso.example`
 * @param access the scopes that the app requests
 */
export async function registerApp(
  graph: Graph,
  origins: readonly string[],
  access: readonly ApiAccess[],
): Promise<RegisteredApp> {
  const { uniqueName, displayName } = registrationNames.app
  const redirectUris = origins.flatMap((origin) => [`${origin}/`, `${origin}/redirect.html`])
  const requiredResourceAccess = mergeAccess([], access.map(toRequiredAccess))
  const body = { displayName, spa: { redirectUris }, requiredResourceAccess }
  const found = await findApplication(graph, registrationNames.app)
  const application = found ?? (await createApplication(graph, uniqueName, body))
  if (found) {
    await ensureRedirectUris(graph, found, redirectUris)
    await ensureAccess(graph, found, requiredResourceAccess)
    await ensureAppRoles(graph, found)
  }
  return { application, principal: await ensureServicePrincipal(graph, application) }
}

/**
 * Finds the scopes of sign-in. They are listed in the registration so that admin consent covers them.
 * @throws {GraphError} when the tenant does not have Microsoft Graph, to which they belong
 */
export async function findSignInAccess(graph: Graph): Promise<ApiAccess> {
  const principal = await findServicePrincipal(graph, microsoftGraphAppId)
  if (!principal) {
    throw new GraphError(
      'This tenant has no service principal of Microsoft Graph.',
      'Check that it is the right tenant.',
    )
  }
  const { oauth2PermissionScopes = [] } = principal
  const scopes = signInScopes.flatMap(
    (name) => oauth2PermissionScopes.find(({ value }) => value === name) ?? [],
  )
  return { principal, scopes }
}

function toRequiredAccess({ principal, scopes }: ApiAccess): RequiredAccess {
  return {
    resourceAppId: principal.appId,
    resourceAccess: scopes.map(({ id }) => ({ id, type: 'Scope' })),
  }
}

async function ensureRedirectUris(
  graph: Graph,
  application: Application,
  wanted: readonly string[],
): Promise<void> {
  const { redirectUris } = application.spa
  const missing = wanted.filter((uri) => !redirectUris.includes(uri))
  if (missing.length === 0) return
  const body = { spa: { redirectUris: [...redirectUris, ...missing] } }
  await changeApplication(
    graph,
    application,
    body,
    `+ Add the redirect URIs ${missing.join(' and ')}`,
  )
}

async function ensureAccess(
  graph: Graph,
  application: Application,
  wanted: readonly RequiredAccess[],
): Promise<void> {
  const merged = mergeAccess(application.requiredResourceAccess, wanted)
  if (countOf(merged) === countOf(application.requiredResourceAccess)) return
  const body = { requiredResourceAccess: merged }
  await changeApplication(
    graph,
    application,
    body,
    `+ Add API permissions to "${application.displayName}"`,
  )
}

/** @returns the present access, completed with the wanted one */
function mergeAccess(
  present: readonly RequiredAccess[],
  wanted: readonly RequiredAccess[],
): RequiredAccess[] {
  const resources = new Map<string, RequiredAccess['resourceAccess']>(
    present.map((access) => [access.resourceAppId, [...access.resourceAccess]]),
  )
  for (const { resourceAppId, resourceAccess } of wanted) {
    const listed = resources.get(resourceAppId) ?? []
    const missing = resourceAccess.filter(({ id }) => !listed.some((entry) => entry.id === id))
    resources.set(resourceAppId, [...listed, ...missing])
  }
  return [...resources].map(([resourceAppId, resourceAccess]) => ({
    resourceAppId,
    resourceAccess,
  }))
}

function countOf(access: readonly RequiredAccess[]): number {
  return access.reduce((sum, { resourceAccess }) => sum + resourceAccess.length, 0)
}
