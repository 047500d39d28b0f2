import type { Graph } from './graph.ts'
import { grantConsent } from './grant-consent.ts'
import { accessAsUser, signInScopes } from './names.ts'
import { registerApi } from './register-api.ts'
import { registerApp } from './register-app.ts'

export interface RegistrationWish {
  /** Where the app is, e.g. `https://weather.contoso.example`. */
  origins: readonly string[]
  /** Whether to consent for everybody; otherwise people consent at their first sign-in. */
  adminConsent: boolean
}

/** What `npm run configure` needs. */
export interface Registered {
  tenantId: string
  clientId: string
  scope: string
}

/** Makes sure of both registrations and of the consent. Run a second time, it changes nothing. */
export async function register(
  graph: Graph,
  { origins, adminConsent }: RegistrationWish,
): Promise<Registered> {
  const api = await registerApi(graph)
  const app = await registerApp(graph, origins, api)
  if (adminConsent) {
    await grantConsent(graph, app.principal, api.principal, [accessAsUser.value])
    await grantConsent(graph, app.principal, app.microsoftGraph, signInScopes)
  }
  const organization = await graph.read<{ value: { id: string }[] }>('/organization?$select=id')
  return {
    tenantId: organization?.value[0]?.id ?? '<tenant id>',
    clientId: app.application.appId,
    scope: api.scope,
  }
}
