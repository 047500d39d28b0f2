import type { Context } from 'koa'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { IdentityState } from '../identity-state.ts'
import type { ReturnAddress } from './authorization-request.ts'
import { carriedRequest } from './carried-request.ts'

/** What the core remembers of a request that comes back from one of our pages. */
export function resumedRequest(
  state: IdentityState,
  ctx: Context,
): { clientId: string; address: ReturnAddress; correlationId: string | undefined } | undefined {
  const params = (ctx as unknown as Partial<KoaContextWithOIDC>).oidc?.params
  if (typeof params?.['authority'] !== 'string') return undefined
  const request = carriedRequest(state, params)
  return {
    clientId: request.app.clientId,
    correlationId: request.correlationId,
    address: {
      redirectUri: request.redirectUri,
      responseMode:
        typeof params['response_mode'] === 'string' ? params['response_mode'] : undefined,
      state: request.state,
      silent: request.prompt === 'none',
      adminConsent: request.adminConsent,
    },
  }
}
