import { needsMfa, requireAccess, requireApisInTenant } from '../access-rules.ts'
import { type ClaimsRequest, parseClaimsRequest } from '../claims-request.ts'
import { authorityOf } from '../endpoints.ts'
import { EntraError } from '../errors/entra-error.ts'
import { consentNames, parseRequestedScopes, type RequestedScopes, tokenScopes } from '../scopes.ts'
import { missingConsents } from '../consents.ts'
import type { IdentityState } from '../state.ts'
import type { TokenGrant } from '../tokens/token-response.ts'
import { idFor } from '../tokens/token-subject.ts'
import type { AppRegistration, SampleAccount } from '../../registrations/registrations.ts'
import type { RefreshTokenGrant } from './issued-grants.ts'
import type { TokenRequest } from './token-request.ts'

/** What a client requests with a code, a token or an assertion that stands for a user's sign-in. */
interface TokenDemand {
  /** The sign-in, and what a new refresh token stands for. */
  signIn: RefreshTokenGrant
  /** The `scope` and `claims` parameters. */
  scope: string
  claims: string | undefined
  /** Of the authorization request. */
  nonce?: string | undefined
  /** The OAuth error of a missing second factor, where it is not the usual one. */
  tokenError?: string
}

/**
 * Checks, as they are now, the account, the policies, the APIs and the consents: they may have changed since the sign-in.
 * @returns what to issue, in the tenant of the sign-in
 * @throws EntraError
 */
export function requireTokenGrant(
  state: IdentityState,
  { app, authentication, fields }: TokenRequest,
  { signIn, scope, claims, nonce, tokenError }: TokenDemand,
): TokenGrant {
  const scopes = requestedScopes(state, app, scope)
  const claimsRequest = parseClaimsRequest(claims)
  const account = state.registry.account(signIn.userName)
  const tenant = state.registry.tenant(signIn.tenantId)
  if (!account || !tenant) throw new EntraError(70000)
  requireAccess(state, account, { app, authority: authorityOf(tenant) })
  requireSecondFactor(state, { account, claimsRequest, scopes, signIn, claims, tokenError })
  requireApisInTenant(state, { app, tenant }, scopes)
  const party = { userName: account.userName, tenantId: tenant.id, clientId: app.clientId }
  const missing = missingConsents(state, party, consentNames(scopes))
  if (missing.length > 0) throw new EntraError(65001, { clientId: app.clientId })
  const wantsClientInfo = fields['client_info'] === '1'
  return {
    app,
    account,
    tenant,
    authentication,
    signIn,
    scopes,
    claimsRequest,
    nonce,
    wantsClientInfo,
  }
}

/**
 * The scopes of one API that an app requests. Throws EntraError.
 * @param scope the parameter; its `.default` stands for all scopes of the API that can be consented to
 */
export function requestedScopes(
  { registry }: IdentityState,
  { adminConsent }: AppRegistration,
  scope: string,
): RequestedScopes {
  return parseRequestedScopes(scope, registry, { oneResource: true, ofAdministrator: adminConsent })
}

interface SecondFactorDemand extends Pick<TokenDemand, 'signIn' | 'claims'> {
  account: SampleAccount
  scopes: RequestedScopes
  claimsRequest: ClaimsRequest
  tokenError: string | undefined
}

/**
 * Requires a second factor where the account, the API or the claims need one. Throws EntraError 50076, with the claims that
 * a new sign-in has to request: those of the request, or those of a policy for the API.
 */
function requireSecondFactor(state: IdentityState, demand: SecondFactorDemand): void {
  const { signIn, scopes, claims, tokenError } = demand
  if (signIn.mfaTime !== undefined || !needsMfa(state, demand)) return
  const policyClaims = claimsOfPolicy(tokenScopes(scopes).resource.clientId)
  throw new EntraError(50076, {}, { claims: claims ?? policyClaims, tokenError })
}

/** As Entra names a Conditional Access policy, by an id. */
function claimsOfPolicy(resourceId: string): string {
  const capolids = { essential: true, values: [idFor(`policy ${resourceId}`)] }
  return JSON.stringify({ access_token: { capolids } })
}
