import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../identity-state.ts'
import { parseRequestedScopes } from '../scopes/requested-scopes.ts'
import { tokenResponse } from '../tokens/token-response.ts'
import { requireField, type TokenContext } from './redeem-authorization-code.ts'
import { SPA_REFRESH_TOKEN_SECONDS } from './refresh-tokens.ts'
import { requireParty } from './require-party.ts'

/**
 * `grant_type=refresh_token`. As in Entra, the token stays good after use, its successor ends
 * when it ends, and it is good for any API that the person has consented to.
 */
export async function redeemRefreshToken(state: IdentityState, ctx: TokenContext): Promise<object> {
  const { params, client } = ctx.oidc
  const grant = state.refreshTokens.find(requireField(params, 'refresh_token'))
  if (!grant || grant.clientId !== client.clientId) throw new EntraError(70000)
  if (state.clock.now() - grant.issuedAt > SPA_REFRESH_TOKEN_SECONDS) {
    const issuedAt = new Date(grant.issuedAt * 1000).toISOString().replace('Z', '0000+00:00')
    throw new EntraError(700084, { issuedAt })
  }
  const scope = requireField(params, 'scope')
  return tokenResponse(state, {
    ...requireParty(state, grant),
    scopes: parseRequestedScopes(scope, state.registry),
    sid: grant.sid,
    nonce: undefined,
    refreshToken: state.refreshTokens.issue(grant),
    wantsClientInfo: params['client_info'] === '1',
  })
}
