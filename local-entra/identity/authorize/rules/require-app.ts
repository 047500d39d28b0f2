import { EntraError } from '../../errors/entra-error.ts'
import type { IdentityState } from '../../identity-state.ts'
import {
  type AuthorizationRequest,
  type RequestingApp,
  returnAddress,
} from '../authorization-request.ts'

/**
 * The app is registered, and so is its redirect URI. Whoever fails here is told on a page: an
 * answer to an address that nobody vouches for would be an open redirect.
 */
export function requireApp(
  { registry }: IdentityState,
  request: AuthorizationRequest,
): RequestingApp {
  const { authority, params } = request
  const clientId = params.get('client_id')
  const redirectUri = params.get('redirect_uri')
  if (clientId === null) throw new EntraError(900144, { field: 'client_id' })
  const app = registry.app(clientId)
  const tenant = authority.tenant?.name ?? authority.segment
  if (!app) throw new EntraError(700016, { clientId, tenant })
  const platform = redirectUri === null ? undefined : registry.platformOf(app, redirectUri)
  if (platform === undefined) {
    throw new EntraError(50011, { clientId, redirectUri: redirectUri ?? '' })
  }
  return { app, platform, address: returnAddress(request) }
}
