import type { AppRegistration, SampleAccount, Tenant } from '../../registrations/registrations.ts'
import { tenantEndpoints } from '../endpoints.ts'
import type { IdentityState } from '../identity-state.ts'
import type { RequestedScopes } from '../scopes/requested-scopes.ts'
import { accessTokenClaims, idTokenClaims, type TokenSubject } from './claims.ts'
import { clientInfo } from './client-info.ts'
import { signToken } from './sign-token.ts'

export interface TokenGrant {
  app: AppRegistration
  account: SampleAccount
  tenant: Tenant
  scopes: RequestedScopes
  sid: string
  nonce: string | undefined
  refreshToken: string
  wantsClientInfo: boolean
}

const LIFETIME_MIN_SECONDS = 60 * 60
const LIFETIME_SPREAD_SECONDS = 30 * 60

/** The answer of the token endpoint, in Entra's order of keys. */
export async function tokenResponse(state: IdentityState, grant: TokenGrant): Promise<object> {
  const subject: TokenSubject = {
    account: grant.account,
    tenant: grant.tenant,
    clientId: grant.app.clientId,
    sid: grant.sid,
    issuer: tenantEndpoints(state.origin, grant.tenant).issuer,
    now: state.clock.now(),
  }
  const lifetime = LIFETIME_MIN_SECONDS + Math.floor(Math.random() * LIFETIME_SPREAD_SECONDS)
  const key = state.keys.current()
  const { resource, granted, openid, offlineAccess } = grant.scopes
  const expiresIn = lifetime - 1
  return {
    token_type: 'Bearer',
    scope: granted.join(' '),
    expires_in: expiresIn,
    ext_expires_in: expiresIn,
    access_token: await signToken(
      key,
      accessTokenClaims(subject, resource, grant.scopes.shortNames, lifetime),
    ),
    ...(offlineAccess ? { refresh_token: grant.refreshToken } : {}),
    ...(openid ? { id_token: await signToken(key, idTokenClaims(subject, grant.nonce)) } : {}),
    ...(grant.wantsClientInfo ? { client_info: clientInfo(grant.account) } : {}),
  }
}
