import { createHash } from 'node:crypto'
import type { TokenEndpointGrantContext } from 'oidc-provider'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../identity-state.ts'
import { parseRequestedScopes } from '../scopes/requested-scopes.ts'
import { tokenResponse } from '../tokens/token-response.ts'
import { requireParty } from './require-party.ts'

export type TokenContext = TokenEndpointGrantContext<Record<string, unknown>>

const CODE_SECONDS = 10 * 60

/** `grant_type=authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.6), with Entra's errors. */
export async function redeemAuthorizationCode(
  state: IdentityState,
  ctx: TokenContext,
): Promise<object> {
  const { params, client, provider } = ctx.oidc
  const value = requireField(params, 'code')
  const verifier = requireField(params, 'code_verifier')
  const issued = state.codes.get(value)
  const code = await provider.AuthorizationCode.find(value)
  if (!issued || !code || code.clientId !== client.clientId) throw new EntraError(70000)
  if (issued.redeemed) throw new EntraError(54005)
  if (state.clock.now() - issued.issuedAt > CODE_SECONDS) throw new EntraError(70008)
  if (code.redirectUri !== params['redirect_uri']) throw new EntraError(70000)
  // The code stays good after a wrong verifier, as Entra's does.
  if (s256(verifier) !== code.codeChallenge) throw new EntraError(501481)
  issued.redeemed = true
  const { tenantId, clientId, userName, sid, authTime, scopes } = issued
  const asked = typeof params['scope'] === 'string' ? params['scope'] : scopes.join(' ')
  return tokenResponse(state, {
    ...requireParty(state, issued),
    scopes: parseRequestedScopes(asked, state.registry),
    sid,
    nonce: code.nonce,
    refreshToken: state.refreshTokens.issue({
      tenantId,
      clientId,
      userName,
      sid,
      authTime,
      nonce: code.nonce,
      issuedAt: state.clock.now(),
    }),
    wantsClientInfo: params['client_info'] === '1',
  })
}

function s256(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

export function requireField(params: Record<string, unknown>, field: string): string {
  const value = params[field]
  if (typeof value !== 'string' || value === '') throw new EntraError(90014, { field })
  return value
}
