import { tenantEndpoints } from '../endpoints.ts'
import type { IdentityState } from '../identity-state.ts'
import type { RequestedScopes } from '../scopes/requested-scopes.ts'
import type { TokenScopes } from '../scopes/token-scopes.ts'
import { faultyClientInfo, tokenFaults } from '../../faults/answer-faults.ts'
import { accessTokenClaims } from './access-token-claims.ts'
import { accessTokenLifetime } from './access-token-lifetime.ts'
import { clientInfo } from './client-info.ts'
import { idTokenClaims } from './id-token-claims.ts'
import { signToken } from './sign-token.ts'
import type { TokenSubject } from './token-subject.ts'

export interface TokenGrant extends Omit<TokenSubject, 'issuer' | 'now' | 'canary'> {
  scopes: RequestedScopes
  granted: TokenScopes
  nonce: string | undefined
  refreshToken: string
  /** Seconds that the refresh token still lives. */
  refreshTokenExpiresIn: number
  wantsClientInfo: boolean
}

/** The answer of the token endpoint, in Entra's order of keys. */
export async function tokenResponse(state: IdentityState, grant: TokenGrant): Promise<object> {
  const { switches, demands } = state
  const subject: TokenSubject = {
    ...grant,
    issuer: tenantEndpoints(state.origin, grant.tenant.id).issuer,
    now: state.clock.now(),
    canary: demands.canary,
  }
  const { scopes, granted } = grant
  const lifetime = accessTokenLifetime(demands, grant.claimsRequest)
  // One second less than the token says: it has been under way for a moment.
  const expiresIn = lifetime - 1
  const info = grant.wantsClientInfo
    ? faultyClientInfo(state.faults, clientInfo(grant.account))
    : undefined
  return {
    token_type: 'Bearer',
    scope: granted.answered,
    expires_in: expiresIn,
    ext_expires_in: expiresIn,
    ...(switches.refreshIn ? { refresh_in: Math.floor(lifetime / 2) } : {}),
    access_token: await accessToken(state, subject, granted, lifetime),
    ...(scopes.offlineAccess ? { refresh_token: grant.refreshToken } : {}),
    ...(scopes.offlineAccess && switches.refreshTokenExpiresIn
      ? { refresh_token_expires_in: grant.refreshTokenExpiresIn }
      : {}),
    ...(scopes.openid ? { id_token: await idToken(state, subject, grant) } : {}),
    ...(info === undefined ? {} : { client_info: info }),
  }
}

function accessToken(
  state: IdentityState,
  subject: TokenSubject,
  granted: TokenScopes,
  lifetime: number,
): Promise<string> {
  const claims = accessTokenClaims(subject, granted, lifetime)
  state.accessTokenIds.add(String(claims['uti']))
  const { tokenVersion } = granted.resource
  return signToken(
    { key: state.keys.current(), version: tokenVersion },
    claims,
    tokenFaults(state.faults, 'access token'),
  )
}

function idToken(
  state: IdentityState,
  subject: TokenSubject,
  { scopes, nonce }: TokenGrant,
): Promise<string> {
  const claims = idTokenClaims(subject, scopes, nonce)
  return signToken(
    { key: state.keys.current(), version: 2 },
    claims,
    tokenFaults(state.faults, 'id token'),
  )
}
