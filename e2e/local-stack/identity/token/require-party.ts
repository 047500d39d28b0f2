import type { AppRegistration, SampleAccount, Tenant } from '../../registrations/registrations.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../identity-state.ts'

/** The app, person and tenant of a grant, as they are registered now. */
export function requireParty(
  { registry }: IdentityState,
  grant: { tenantId: string; clientId: string; userName: string },
): { app: AppRegistration; account: SampleAccount; tenant: Tenant } {
  const app = registry.app(grant.clientId)
  const account = registry.account(grant.userName)
  const tenant = registry.tenant(grant.tenantId)
  if (!app || !account || !tenant) throw new EntraError(70000)
  return { app, account, tenant }
}
