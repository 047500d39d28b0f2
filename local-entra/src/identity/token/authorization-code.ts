import { createHash } from 'node:crypto'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../state.ts'
import { tokenResponse } from '../tokens/token-response.ts'
import type { IssuedCode, RefreshTokenGrant } from './issued-grants.ts'
import { requireTokenGrant } from './token-grant.ts'
import { optionalField, requireField, requireRedeemer, type TokenRequest } from './token-request.ts'

const CODE_SECONDS = 10 * 60

/**
 * `grant_type=authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.6). A refused redemption does not
 * use the code up. Throws EntraError.
 */
export async function redeemAuthorizationCode(
  state: IdentityState,
  request: TokenRequest,
): Promise<object> {
  const { fields } = request
  requireField(fields, 'code')
  requireRedeemerOf(state, request)
  // No await between here and `redeemed = true`: of two requests at once, the second finds it set.
  const issued = requireCode(state, request)
  const grant = requireTokenGrant(state, request, {
    signIn: refreshTokenGrant(issued, state.clock.now()),
    scope: optionalField(fields, 'scope') ?? issued.scope,
    claims: optionalField(fields, 'claims') ?? issued.claims,
    nonce: issued.nonce,
  })
  issued.redeemed = true
  return tokenResponse(state, grant)
}

function refreshTokenGrant(issued: IssuedCode, issuedAt: number): RefreshTokenGrant {
  const { tenantId, userName, sid, authTime, mfaTime, clientId, platform } = issued
  return { tenantId, userName, sid, authTime, mfaTime, clientId, platform, issuedAt }
}

/** Checks what a code is bound to: client, redirect URI, verifier, ten minutes, one use. */
function requireCode(state: IdentityState, request: TokenRequest): IssuedCode {
  const { fields, app, authority } = request
  const issued = state.codes.get(requireField(fields, 'code'))
  if (issued?.clientId !== app.clientId) throw new EntraError(70000)
  requireRedeemer(issued.platform, request)
  if (authority.tenant && authority.tenant.id !== issued.tenantId) throw new EntraError(70000)
  const verifier =
    issued.codeChallenge === undefined
      ? optionalField(fields, 'code_verifier')
      : requireField(fields, 'code_verifier')
  if (issued.redeemed) throw new EntraError(54005)
  if (state.clock.now() - issued.issuedAt > CODE_SECONDS) throw new EntraError(70008)
  if (issued.redirectUri !== requireField(fields, 'redirect_uri')) throw new EntraError(70000)
  // A verifier without a challenge: the challenge may have been taken out of the request (RFC 9700 §4.8.2).
  if (verifier !== undefined && s256(verifier) !== issued.codeChallenge) {
    throw new EntraError(501481)
  }
  return issued
}

/** The redirect URI tells the platform, so a wrong redeemer is refused before the code is read. */
function requireRedeemerOf({ registry }: IdentityState, request: TokenRequest): void {
  const redirectUri = optionalField(request.fields, 'redirect_uri') ?? ''
  const platform = registry.platformOf(request.app, redirectUri)
  if (platform !== undefined) requireRedeemer(platform, request)
}

function s256(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
