import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../state.ts'
import { tokenResponse } from '../tokens/token-response.ts'
import { entraDate, type RefreshTokenGrant, refreshTokenExpiry } from './issued-grants.ts'
import { requireTokenGrant } from './token-grant.ts'
import { optionalField, requireField, requireRedeemer, type TokenRequest } from './token-request.ts'

/**
 * `grant_type=refresh_token` (RFC 6749 §6). As in Entra, the token stays valid after use, and it works for any API that the
 * user has consented to, in any tenant of the user: the one that the endpoint names. For a single-page app its successor
 * expires when it does. Throws EntraError.
 */
export async function redeemRefreshToken(
  state: IdentityState,
  request: TokenRequest,
): Promise<object> {
  const { fields, authority } = request
  const grant = requireGrant(state, request)
  const tenantId = authority.tenant?.id ?? grant.tenantId
  const issuedAt = grant.platform === 'spa' ? grant.issuedAt : state.clock.now()
  const demand = {
    signIn: { ...grant, tenantId, issuedAt },
    scope: requireField(fields, 'scope'),
    claims: optionalField(fields, 'claims'),
  }
  return tokenResponse(state, requireTokenGrant(state, request, demand))
}

/** The grant of a refresh token of this app that is neither expired nor revoked. */
function requireGrant(state: IdentityState, request: TokenRequest): RefreshTokenGrant {
  const { fields, app } = request
  // An empty token is a bad one, not a missing one.
  const value = fields['refresh_token'] ?? requireField(fields, 'refresh_token')
  const grant = state.refreshTokens.find(value)
  if (grant?.clientId !== app.clientId) throw new EntraError(70000, {}, { suberror: 'bad_token' })
  requireRedeemer(grant.platform, request)
  const issuedAt = entraDate(grant.issuedAt)
  if (grant.revokedAt !== undefined) {
    throw new EntraError(50173, { issuedAt, validFrom: entraDate(grant.revokedAt) })
  }
  if (state.clock.now() < refreshTokenExpiry(grant)) return grant
  throw grant.platform === 'spa'
    ? new EntraError(700084, { issuedAt: issuedAt.replace('Z', '+00:00') })
    : new EntraError(700082, { issuedAt })
}
