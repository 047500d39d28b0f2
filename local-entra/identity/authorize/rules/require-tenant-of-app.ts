import { EntraError } from '../../errors/entra-error.ts'
import type { Rule } from '../authorization-request.ts'

/** An app of one tenant is known in that tenant only, and not to the aliases for all of them. */
export const requireTenantOfApp: Rule = ({ registry }, { authority, params }) => {
  const clientId = params.get('client_id') ?? ''
  const app = registry.app(clientId)
  if (!app || app.multiTenant || app.tenantId === authority.tenant?.id) return
  if (!authority.tenant) throw new EntraError(50194, { clientId })
  throw new EntraError(700016, { clientId, tenant: authority.tenant.name })
}
