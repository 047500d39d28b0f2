import type { KoaContextWithOIDC } from 'oidc-provider'
import type { AppRegistration, Platform, SampleAccount } from '../../registrations/registrations.ts'
import { type Authority, findAuthority } from '../authority.ts'
import { type ClaimsRequest, parseClaimsRequest } from '../claims-request.ts'
import type { IdentityState } from '../identity-state.ts'
import type { AdminConsent } from './authorization-request.ts'
import { parseRequestedScopes, type RequestedScopes } from '../scopes/requested-scopes.ts'

/** An authorization request inside the core: checked before, read again where it is needed. */
export interface CarriedRequest {
  app: AppRegistration
  platform: Platform
  authority: Authority
  redirectUri: string
  scopes: RequestedScopes
  scope: string
  claims: string | undefined
  claimsRequest: ClaimsRequest
  loginHint: string | undefined
  domainHint: string | undefined
  sid: string | undefined
  prompt: string | undefined
  maxAge: number | undefined
  state: string | undefined
  wantsClientInfo: boolean
  correlationId: string | undefined
  popup: boolean
  adminConsent: AdminConsent | undefined
}

/** @param params the core's parameters of the request */
export function carriedRequest(
  { registry }: IdentityState,
  params: Record<string, unknown> | undefined,
): CarriedRequest {
  const read = (name: string) => {
    const value = params?.[name]
    return typeof value === 'string' ? value : undefined
  }
  const app = registry.app(read('client_id') ?? '')
  const redirectUri = read('redirect_uri') ?? ''
  const platform = app && registry.platformOf(app, redirectUri)
  const authority = findAuthority(read('authority') ?? '', registry)
  if (!app || !platform || !authority) throw new Error('the core lost what the request is about')
  const scope = read('requested_scope') ?? ''
  const adminConsent = read('admin_consent') as AdminConsent | undefined
  return {
    app,
    platform,
    authority,
    redirectUri,
    scope,
    scopes: parseRequestedScopes(scope, registry, { ofAdministrator: adminConsent !== undefined }),
    claims: read('claims'),
    claimsRequest: parseClaimsRequest(read('claims')),
    loginHint: read('login_hint'),
    domainHint: read('domain_hint'),
    sid: read('sid'),
    prompt: read('prompt'),
    maxAge: read('max_age') === undefined ? undefined : Number(read('max_age')),
    state: read('state'),
    wantsClientInfo: read('client_info') === '1',
    correlationId: read('client-request-id'),
    popup: read('pocd') === '1',
    adminConsent,
  }
}

/** The account that the core's session is about in this request. */
export function accountOf(
  { registry }: IdentityState,
  { oidc }: KoaContextWithOIDC,
): SampleAccount | undefined {
  return registry.account(oidc.session?.accountId ?? '')
}
