import type {
  ApiRegistration,
  AppRegistration,
  SampleAccount,
  Tenant,
} from '../registrations/registrations.ts'
import { membership } from '../registrations/registry.ts'
import type { ClaimsRequest } from './claims-request.ts'
import { type Authority, tenantFor } from './endpoints.ts'
import { EntraError } from './errors/entra-error.ts'
import type { RequestedScopes } from './scopes.ts'
import type { IdentityState } from './state.ts'

/* Who may use which app and API, at a sign-in page as well as at the token endpoint. */

/**
 * Checks that an account may use an app in a tenant.
 *
 * @throws EntraError 50020, 500208, 50057, 53003 or 50105
 */
export function requireAccess(
  { registry }: Pick<IdentityState, 'registry'>,
  account: SampleAccount,
  request: { app: AppRegistration; authority: Authority; adminConsent?: unknown },
): void {
  const { app, authority, adminConsent } = request
  const { userName } = account
  const tenant = tenantFor(authority, account, registry)
  const details = { userName, clientId: app.clientId, tenant: tenant.name }
  const isMember = membership(account, tenant.id) !== undefined
  const home = registry.tenant(account.tenantId)
  // Customers of an external tenant sign in at that tenant, not through an alias.
  if (home?.external && !(authority.tenant && isMember)) throw new EntraError(500208, details)
  if (!isMember) throw new EntraError(50020, details)
  if (account.disabled) throw new EntraError(50057, details)
  if (account.blocked) throw new EntraError(53003, details)
  // An administrator who gives consent does not use the app.
  if (adminConsent) return
  if (app.assignmentRequired && account.unassigned) throw new EntraError(50105, details)
}

/**
 * Checks that the requested APIs exist in the tenant of a user
 * (https://learn.microsoft.com/entra/identity-platform/howto-convert-app-to-be-multi-tenant#consent-and-multi-tier-applications).
 *
 * @throws EntraError 650052
 */
export function requireApisInTenant(
  state: Pick<IdentityState, 'consents'>,
  { app, tenant }: { app: AppRegistration; tenant: Tenant },
  { apis }: Pick<RequestedScopes, 'apis'>,
): void {
  for (const { api } of apis) {
    if (isApiInTenant(state, { app, tenant }, api)) continue
    const { clientId: apiId, name: apiName } = api
    throw new EntraError(650052, { apiId, apiName, tenant: tenant.name })
  }
}

/** Whether an API exists in a tenant, or comes to it with the consent to the app. */
export function isApiInTenant(
  { consents }: Pick<IdentityState, 'consents'>,
  { app, tenant }: { app: AppRegistration; tenant: Tenant },
  { clientId, tenantId, multiTenant, knownClientApplications }: ApiRegistration,
): boolean {
  if (tenantId === undefined || tenantId === tenant.id) return true
  const bringIt = [clientId, ...knownClientApplications]
  return (
    multiTenant && bringIt.some((id) => id === app.clientId || consents.isInTenant(tenant.id, id))
  )
}

/**
 * Whether all users, this account, an API, or the claims of the request (an authentication context of a step-up, a policy)
 * need a second factor.
 */
export function needsMfa(
  { demands }: Pick<IdentityState, 'demands'>,
  {
    account,
    claimsRequest: { authenticationContexts, policies },
    scopes,
  }: { account: SampleAccount; claimsRequest: ClaimsRequest; scopes: RequestedScopes },
): boolean {
  const isClaimed = authenticationContexts.length > 0 || policies.length > 0
  return demands.mfa || account.needsMfa || isClaimed || scopes.apis.some(({ api }) => api.needsMfa)
}
