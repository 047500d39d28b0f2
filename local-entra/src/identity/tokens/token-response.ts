import { SignJWT } from 'jose'
import { faultyClientInfo, type TokenFaults, tokenFaults } from '../../faults/response-faults.ts'
import { authorityOf, tenantEndpoints } from '../endpoints.ts'
import { type RequestedScopes, type TokenScopes, tokenScopes } from '../scopes.ts'
import type { SigningKey } from '../signing-keys.ts'
import type { IdentityState } from '../state.ts'
import type { ApiRegistration, Tenant } from '../../registrations/registrations.ts'
import {
  refreshTokenExpiry,
  type RefreshTokenGrant,
  type SignInOfToken,
} from '../token/issued-grants.ts'
import { accessTokenClaims, accessTokenLifetime, appTokenClaims } from './access-token.ts'
import { endpointOfGroups, type GroupMemberships } from './group-claims.ts'
import { clientInfo, idTokenClaims } from './id-token.ts'
import { type AppSubject, objectId, type TokenSubject } from './token-subject.ts'

/** What is issued for a user's sign-in. */
export interface TokenGrant extends Omit<
  TokenSubject,
  'issuer' | 'now' | 'canary' | keyof GroupMemberships
> {
  /** The sign-in, and what a new refresh token stands for. */
  signIn: RefreshTokenGrant
  /** Of one API at most. */
  scopes: RequestedScopes
  nonce: string | undefined
  wantsClientInfo: boolean
}

/** Issues the tokens of a grant, in a token response with Entra's order of keys. */
export async function tokenResponse(state: IdentityState, grant: TokenGrant): Promise<object> {
  const { switches, demands } = state
  const subject: TokenSubject = {
    ...grant,
    ...membershipsOf(state, grant),
    ...issuedNow(state, grant.tenant),
  }
  const { scopes } = grant
  const granted = tokenScopes(scopes)
  const lifetime = accessTokenLifetime(demands, grant.claimsRequest)
  // Entra says 3599 for a token of an hour.
  const expiresIn = lifetime - 1
  const info = grant.wantsClientInfo
    ? faultyClientInfo(state.faults, clientInfo(grant.account))
    : undefined
  return {
    token_type: 'Bearer',
    scope: granted.responseScope,
    expires_in: expiresIn,
    ext_expires_in: expiresIn,
    ...(switches.refreshIn ? { refresh_in: Math.floor(lifetime / 2) } : {}),
    access_token: await signAccessToken(state, accessTokenClaims(subject, granted, lifetime), {
      ...granted,
      signIn: grant.signIn,
    }),
    ...(scopes.offlineAccess ? refreshToken(state, grant.signIn) : {}),
    ...(scopes.openid ? { id_token: await idToken(state, subject, grant) } : {}),
    ...(info === undefined ? {} : { client_info: info }),
  }
}

function refreshToken({ refreshTokens, switches, clock }: IdentityState, grant: RefreshTokenGrant) {
  const expiresIn = refreshTokenExpiry(grant) - clock.now()
  return {
    refresh_token: refreshTokens.issue(grant),
    ...(switches.refreshTokenExpiresIn ? { refresh_token_expires_in: expiresIn } : {}),
  }
}

/** Issues the token of an app itself: without a user, a scope and a refresh token. */
export async function appTokenResponse(
  state: IdentityState,
  grant: Pick<AppSubject, 'app' | 'tenant' | 'authentication'> & { resource: ApiRegistration },
): Promise<object> {
  const { resource, tenant } = grant
  const lifetime = accessTokenLifetime(state.demands, { capabilities: [] })
  const claims = appTokenClaims({ ...grant, ...issuedNow(state, tenant) }, resource, lifetime)
  return {
    token_type: 'Bearer',
    expires_in: lifetime - 1,
    ext_expires_in: lifetime - 1,
    access_token: await signAccessToken(state, claims, { resource, signIn: undefined }),
  }
}

function issuedNow({ origin, clock, demands }: IdentityState, tenant: Tenant) {
  return {
    issuer: tenantEndpoints(origin, authorityOf(tenant)).issuer,
    now: clock.now(),
    canary: demands.canary,
  }
}

function membershipsOf(
  { registry, graphOrigin, switches }: IdentityState,
  { account, tenant }: TokenGrant,
): GroupMemberships {
  const user = { tenantId: tenant.id, objectId: objectId(account, tenant) }
  return {
    groups: registry.groupsOf(account, tenant.id),
    groupsEndpoint: endpointOfGroups(graphOrigin, user, switches.overageNamesMicrosoftGraph),
  }
}

function signAccessToken(
  state: IdentityState,
  claims: Record<string, unknown>,
  { resource, signIn }: Pick<TokenScopes, 'resource'> & { signIn: SignInOfToken | undefined },
): Promise<string> {
  state.accessTokens.set(String(claims['uti']), { signIn, isExpired: false })
  return signToken(
    { key: state.keys.current(), version: resource.tokenVersion },
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

/** Signs claims as Entra does: RS256, and `kid` as `x5t` also in a version 1 token. */
async function signToken(
  { key: { kid, privateKey }, version }: { key: SigningKey; version: 1 | 2 },
  claims: Record<string, unknown>,
  faults: TokenFaults,
): Promise<string> {
  const token = await new SignJWT({ ...claims, ...faults.claims })
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', ...(version === 1 ? { x5t: kid } : {}), kid })
    .sign(privateKey)
  return faults.breakSignature ? withAnotherSignature(token) : token
}

function withAnotherSignature(token: string): string {
  const [header = '', payload = ''] = token.split('.')
  return `${header}.${payload}.${Buffer.alloc(256, 'no').toString('base64url')}`
}
