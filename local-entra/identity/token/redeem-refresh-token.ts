import type { SampleAccount } from '../../registrations/registrations.ts'
import { needsMfa } from '../authorize/prompts/mfa.ts'
import { requireAccess } from '../authorize/prompts/access.ts'
import { type ClaimsRequest, parseClaimsRequest } from '../claims-request.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../identity-state.ts'
import { parseRequestedScopes } from '../scopes/requested-scopes.ts'
import { tokenScopes } from '../scopes/token-scopes.ts'
import { tokenResponse } from '../tokens/token-response.ts'
import { REFRESH_TOKEN_SECONDS, type RefreshTokenGrant } from './refresh-tokens.ts'
import {
  optionalField,
  requireConsent,
  requireField,
  requireParty,
  requireRedeemer,
  type TokenContext,
} from './token-request.ts'

/**
 * `grant_type=refresh_token`. As in Entra, the token stays good after use, its successor ends
 * when it ends, and it is good for any API that the person has consented to.
 */
export async function redeemRefreshToken(state: IdentityState, ctx: TokenContext): Promise<object> {
  const { params, client } = ctx.oidc
  const grant = state.refreshTokens.find(requireField(params, 'refresh_token'))
  if (!grant || grant.clientId !== client.clientId) throw new EntraError(70000)
  requireRedeemer(grant.platform, ctx.get('origin'))
  requireAlive(grant, state.clock.now())
  const scopes = parseRequestedScopes(requireField(params, 'scope'), state.registry)
  const granted = tokenScopes(scopes)
  const claims = optionalField(params, 'claims')
  const claimsRequest = parseClaimsRequest(claims)
  const party = requireParty(state, grant)
  requireAccess(state, party.account, { app: party.app, authority: authorityOf(grant, party) })
  requireSecondFactor(state, grant, party.account, claimsRequest, claims)
  requireConsent(state, grant, scopes)
  return tokenResponse(state, {
    ...party,
    scopes,
    granted,
    claimsRequest,
    sid: grant.sid,
    mfaTime: grant.mfaTime,
    nonce: undefined,
    refreshToken: state.refreshTokens.issue(grant),
    refreshTokenExpiresIn: endOf(grant) - state.clock.now(),
    wantsClientInfo: params['client_info'] === '1',
  })
}

function authorityOf({ tenantId }: RefreshTokenGrant, { tenant }: ReturnType<typeof requireParty>) {
  return { segment: tenantId, tenant }
}

const endOf = ({ issuedAt, platform }: RefreshTokenGrant) =>
  issuedAt + REFRESH_TOKEN_SECONDS[platform]

function requireAlive(grant: RefreshTokenGrant, now: number): void {
  const issuedAt = entraDate(grant.issuedAt)
  if (grant.revokedAt !== undefined) {
    throw new EntraError(50173, { issuedAt, validFrom: entraDate(grant.revokedAt) })
  }
  if (now < endOf(grant)) return
  throw grant.platform === 'spa'
    ? new EntraError(700084, { issuedAt: issuedAt.replace('Z', '+00:00') })
    : new EntraError(700082, { issuedAt })
}

function requireSecondFactor(
  state: IdentityState,
  grant: RefreshTokenGrant,
  account: SampleAccount,
  claimsRequest: ClaimsRequest,
  claims: string | undefined,
): void {
  if (grant.mfaTime !== undefined || !needsMfa(state, account, claimsRequest)) return
  throw new EntraError(50076, {}, claims)
}

/** `2022-04-01T07:29:11.0000000Z`, with the digits of .NET. */
function entraDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('Z', '0000Z')
}
