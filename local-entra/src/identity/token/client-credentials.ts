import { isApiInTenant } from '../access-rules.ts'
import { EntraError } from '../errors/entra-error.ts'
import { parseRequestedScopes } from '../scopes.ts'
import type { IdentityState } from '../state.ts'
import { appTokenResponse } from '../tokens/token-response.ts'
import { requireField, requireRedeemer, type TokenRequest } from './token-request.ts'

/**
 * `grant_type=client_credentials` (RFC 6749 §4.4,
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow): a token for the app itself, with
 * the app roles that an administrator has granted to it, and without a user. Throws EntraError.
 */
export async function grantClientCredentials(
  state: IdentityState,
  request: TokenRequest,
): Promise<object> {
  const { app, authentication, authority, fields } = request
  if (authentication === 'none') throw new EntraError(7000216)
  requireRedeemer('web', request)
  const { tenant } = authority
  if (!tenant) throw new EntraError(50059)
  if (app.tenantId !== tenant.id && !state.consents.isInTenant(tenant.id, app.clientId)) {
    throw new EntraError(700016, { clientId: app.clientId, tenant: tenant.name })
  }
  const scope = requireField(fields, 'scope')
  if (!/^\S+\/\.default$/i.test(scope)) throw new EntraError(1002012, { scope })
  const [requested] = parseRequestedScopes(scope, state.registry, { ofAdministrator: true }).apis
  if (!requested) throw new EntraError(1002012, { scope })
  if (!isApiInTenant(state, { app, tenant }, requested.api)) throw new EntraError(500011, { scope })
  return appTokenResponse(state, {
    app,
    tenant,
    authentication,
    resource: requested.api,
  })
}
