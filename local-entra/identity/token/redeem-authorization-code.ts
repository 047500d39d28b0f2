import { createHash } from 'node:crypto'
import type { AuthorizationCode } from 'oidc-provider'
import { parseClaimsRequest } from '../claims-request.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../identity-state.ts'
import { parseRequestedScopes } from '../scopes/requested-scopes.ts'
import { tokenScopes } from '../scopes/token-scopes.ts'
import { tokenResponse } from '../tokens/token-response.ts'
import type { IssuedCode } from './issued-codes.ts'
import { REFRESH_TOKEN_SECONDS } from './refresh-tokens.ts'
import {
  optionalField,
  requireConsent,
  requireField,
  requireParty,
  requireRedeemer,
  type TokenContext,
} from './token-request.ts'

const CODE_SECONDS = 10 * 60

/** `grant_type=authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.6), with Entra's errors. */
export async function redeemAuthorizationCode(
  state: IdentityState,
  ctx: TokenContext,
): Promise<object> {
  const { params, provider } = ctx.oidc
  const value = requireField(params, 'code')
  requireRedeemerOf(state, ctx)
  const code = await provider.AuthorizationCode.find(value)
  // Nothing is awaited from here to the mark: of two requests at once, one finds it redeemed.
  const issued = requireCode(state, ctx, code)
  const scope = optionalField(params, 'scope') ?? issued.scope
  const scopes = parseRequestedScopes(scope, state.registry)
  requireConsent(state, issued, scopes)
  const granted = tokenScopes(scopes)
  const party = requireParty(state, issued)
  const claims = optionalField(params, 'claims') ?? issued.claims
  const claimsRequest = parseClaimsRequest(claims)
  const { platform, sid, mfaTime } = issued
  const lifetime = REFRESH_TOKEN_SECONDS[platform]
  const { redeemed: _, ...grant } = issued
  issued.redeemed = true
  return tokenResponse(state, {
    ...party,
    scopes,
    granted,
    claimsRequest,
    sid,
    mfaTime,
    nonce: code?.nonce,
    refreshToken: state.refreshTokens.issue({
      ...grant,
      issuedAt: state.clock.now(),
      revokedAt: undefined,
    }),
    refreshTokenExpiresIn: lifetime,
    wantsClientInfo: params['client_info'] === '1',
  })
}

/** Checks everything that a code is bound to. A wrong verifier does not burn it. Throws EntraError. */
function requireCode(
  state: IdentityState,
  ctx: TokenContext,
  code: AuthorizationCode | undefined,
): IssuedCode {
  const { params, client } = ctx.oidc
  const issued = state.codes.get(requireField(params, 'code'))
  if (!issued || !code || issued.clientId !== client.clientId) throw new EntraError(70000)
  requireRedeemer(issued.platform, ctx.get('origin'))
  const verifier = requireField(params, 'code_verifier')
  if (issued.redeemed) throw new EntraError(54005)
  if (state.clock.now() - issued.issuedAt > CODE_SECONDS) throw new EntraError(70008)
  if (code.redirectUri !== requireField(params, 'redirect_uri')) throw new EntraError(70000)
  if (s256(verifier) !== code.codeChallenge) throw new EntraError(501481)
  return issued
}

/** The redirect URI tells the platform by itself: that is wrong before any code is looked at. Throws EntraError. */
function requireRedeemerOf({ registry }: IdentityState, ctx: TokenContext): void {
  const { params, client } = ctx.oidc
  const app = registry.app(client.clientId)
  const platform = app && registry.platformOf(app, optionalField(params, 'redirect_uri') ?? '')
  if (platform !== undefined) requireRedeemer(platform, ctx.get('origin'))
}

function s256(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
