import type { AppRegistration, Tenant } from '../../registrations/registrations.ts'
import { CARRIED_PARAMETERS } from '../core/create-core.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../identity-state.ts'
import { parseRequestedScopes } from '../scopes/requested-scopes.ts'

/** Who asks, and where the answer may go. Only a checked request has both. */
export interface ReturnAddress {
  redirectUri: string
  responseMode: string | undefined
  state: string | undefined
}

/** Finds the app and its redirect URI. What fails here is told to the person, not to the app. */
export function requireReturnAddress(
  state: IdentityState,
  tenant: Tenant,
  params: URLSearchParams,
): { app: AppRegistration; address: ReturnAddress } {
  const clientId = params.get('client_id') ?? ''
  const app = state.registry.app(clientId)
  if (!app) throw new EntraError(700016, { clientId, tenant: tenant.name })
  const redirectUri = params.get('redirect_uri') ?? ''
  if (!state.registry.platformOf(app, redirectUri)) {
    throw new EntraError(50011, { redirectUri, clientId })
  }
  return {
    app,
    address: {
      redirectUri,
      responseMode: params.get('response_mode') ?? undefined,
      state: params.get('state') ?? undefined,
    },
  }
}

/** Checks what the app can be told about. Throws EntraError. */
export function checkAuthorizationRequest(state: IdentityState, params: URLSearchParams): void {
  parseRequestedScopes(params.get('scope') ?? '', state.registry)
  if (!params.get('code_challenge')) throw new EntraError(9002325)
}

const CORE_PARAMETERS = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'prompt',
  'max_age',
  'login_hint',
]

/** The request as the core gets it: an OpenID request that carries the rest along. */
export function coreParameters(tenant: Tenant, params: URLSearchParams): URLSearchParams {
  const known = [...CORE_PARAMETERS, ...CARRIED_PARAMETERS]
  const core = new URLSearchParams([...params].filter(([name]) => known.includes(name)))
  core.set('requested_scope', params.get('scope') ?? '')
  core.set('scope', 'openid')
  core.set('tenant', tenant.id)
  return core
}
