import { EntraError } from '../../errors/entra-error.ts'
import { parseRequestedScopes } from '../../scopes/requested-scopes.ts'
import type { Rule } from '../authorization-request.ts'

/** There is a scope, and every scope is one that an API here has. */
export const requireReadableScope: Rule = ({ registry }, { params, adminConsent }) => {
  const scope = params.get('scope')?.trim()
  if (!scope) throw new EntraError(900144, { field: 'scope' })
  parseRequestedScopes(scope, registry, { ofAdministrator: adminConsent !== undefined })
}
