import {
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
import { microsoftGraphAppId, registrationNames, signInScopes } from './names.ts'
import type { RegisteredApi } from './register-api.ts'

export interface RegisteredApp {
  application: Application
  principal: ServicePrincipal
  microsoftGraph: ServicePrincipal
}

/**
 * Makes sure of the single-page app's registration: its redirect URIs and the permissions it asks for. What others have
 * added stays.
 * @param origins where the app is, e.g. `https://weather.contoso.example`
 */
export async function registerApp(
  graph: Graph,
  origins: readonly string[],
  api: RegisteredApi,
): Promise<RegisteredApp> {
  const { uniqueName, displayName } = registrationNames.app
  const microsoftGraph = await requireMicrosoftGraph(graph)
  const redirectUris = origins.flatMap((origin) => [`${origin}/`, `${origin}/redirect.html`])
  const requiredResourceAccess = [accessToApi(api), accessToSignIn(microsoftGraph)]
  const body = { displayName, spa: { redirectUris }, requiredResourceAccess }
  const found = await findApplication(graph, uniqueName)
  const application = found ?? (await createApplication(graph, uniqueName, body))
  if (found) {
    await ensureRedirectUris(graph, found, redirectUris)
    await ensureAccess(graph, found, requiredResourceAccess)
  }
  const principal = await ensureServicePrincipal(graph, application)
  return { application, principal, microsoftGraph }
}

async function requireMicrosoftGraph(graph: Graph): Promise<ServicePrincipal> {
  const found = await findServicePrincipal(graph, microsoftGraphAppId)
  if (found) return found
  throw new GraphError('This tenant does not know Microsoft Graph; that is not a working tenant.')
}

function accessToApi({ application, scopeId }: RegisteredApi): RequiredAccess {
  return {
    resourceAppId: application.appId,
    resourceAccess: [{ id: scopeId, type: 'Scope' }],
  }
}

// Listed so that an administrator's consent covers them too.
function accessToSignIn({ oauth2PermissionScopes = [] }: ServicePrincipal): RequiredAccess {
  const wanted = oauth2PermissionScopes.filter(({ value }) =>
    (signInScopes as readonly string[]).includes(value),
  )
  return {
    resourceAppId: microsoftGraphAppId,
    resourceAccess: wanted.map(({ id }) => ({ id, type: 'Scope' })),
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
  await changeApplication(graph, application, body, `+ Register ${missing.join(' and ')}`)
}

async function ensureAccess(
  graph: Graph,
  application: Application,
  wanted: readonly RequiredAccess[],
): Promise<void> {
  const merged = mergeAccess(application.requiredResourceAccess, wanted)
  if (countOf(merged) === countOf(application.requiredResourceAccess)) return
  const body = { requiredResourceAccess: merged }
  await changeApplication(graph, application, body, '+ List the permissions that the app asks for')
}

/** @returns what is there, and what is wanted beyond it */
export function mergeAccess(
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
