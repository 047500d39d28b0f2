import type { Context } from 'koa'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { AppRegistration, Platform } from '../../registrations/registrations.ts'
import { type Authority, findAuthority } from '../endpoints.ts'
import { type ClaimsRequest, parseClaimsRequest } from '../claims-request.ts'
import type { IdentityState } from '../state.ts'
import { parseRequestedScopes, type RequestedScopes } from '../scopes.ts'

/** An authorization request (OpenID Connect Core §3.1.2.1) as it arrives, not yet validated. */
export interface AuthorizationRequest {
  authority: Authority
  params: URLSearchParams
  /** Which of the two admin consent endpoints received the request; undefined at the authorization endpoint. */
  adminConsent?: AdminConsent | undefined
  /** The code that the user has entered, if a device has asked for the sign-in. */
  userCode?: string | undefined
}

export type AdminConsent = 'v1' | 'v2'

/** Where and how the response is sent. The redirect URI is a registered one. */
export interface ReturnAddress {
  redirectUri: string
  responseMode: string | undefined
  state: string | undefined
  silent: boolean
  adminConsent: AdminConsent | undefined
  userCode: string | undefined
}

/** A valid authorization request, as the sign-in pages and the response use it. */
export interface SignInRequest {
  app: AppRegistration
  platform: Platform
  authority: Authority
  redirectUri: string
  responseMode: string | undefined
  scopes: RequestedScopes
  scope: string
  claims: string | undefined
  claimsRequest: ClaimsRequest
  loginHint: string | undefined
  domainHint: string | undefined
  sid: string | undefined
  prompt: string | undefined
  /** Seconds. */
  maxAge: number | undefined
  state: string | undefined
  nonce: string | undefined
  codeChallenge: string | undefined
  wantsClientInfo: boolean
  correlationId: string | undefined
  popup: boolean
  adminConsent: AdminConsent | undefined
  userCode: string | undefined
}

/** Parameters that the core stores with the request and does not interpret. */
export const EXTRA_CORE_PARAMETERS = [
  'authority',
  'requested_scope',
  'claims',
  'client_info',
  'client-request-id',
  'domain_hint',
  'sid',
  'pocd',
  'admin_consent',
  'user_code',
] as const

const CORE_PARAMETERS = new Set<string>([
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'prompt',
  'max_age',
  'login_hint',
  ...EXTRA_CORE_PARAMETERS,
])

/** Translates a request for the core, which gets the scope `openid` only: API scopes and consents are kept here. */
export function toCoreParameters(request: AuthorizationRequest): URLSearchParams {
  const { authority, params, adminConsent, userCode } = request
  const core = new URLSearchParams([...params].filter(([name]) => CORE_PARAMETERS.has(name)))
  core.set('requested_scope', params.get('scope') ?? '')
  core.set('scope', 'openid')
  core.set('authority', authority.segment)
  core.delete('admin_consent')
  if (adminConsent) core.set('admin_consent', adminConsent)
  core.delete('user_code')
  if (userCode !== undefined) core.set('user_code', userCode)
  return core
}

/**
 * Reads a request back from the core's parameters: the inverse of `toCoreParameters`. Throws an Error if the app, its
 * redirect URI or the tenant is not registered.
 */
export function fromCoreParameters(
  { registry }: IdentityState,
  params: Record<string, unknown> | undefined,
): SignInRequest {
  const read = (name: string) => {
    const value = params?.[name]
    return typeof value === 'string' ? value : undefined
  }
  const app = registry.app(read('client_id') ?? '')
  const redirectUri = read('redirect_uri') ?? ''
  const userCode = read('user_code')
  const platform =
    userCode === undefined ? app && registry.platformOf(app, redirectUri) : 'publicClient'
  const authority = findAuthority(read('authority') ?? '', registry)
  if (!app || !platform || !authority) {
    throw new Error('The core has no app, redirect URI or tenant for this request.')
  }
  const scope = read('requested_scope') ?? ''
  const adminConsent = read('admin_consent') as AdminConsent | undefined
  return {
    app,
    platform,
    authority,
    redirectUri,
    responseMode: read('response_mode'),
    scope,
    scopes: parseRequestedScopes(scope, registry, {
      ofAdministrator: adminConsent !== undefined || app.adminConsent,
    }),
    claims: read('claims'),
    claimsRequest: parseClaimsRequest(read('claims')),
    loginHint: read('login_hint'),
    domainHint: read('domain_hint'),
    sid: read('sid'),
    prompt: read('prompt'),
    maxAge: read('max_age') === undefined ? undefined : Number(read('max_age')),
    state: read('state'),
    nonce: read('nonce'),
    codeChallenge: read('code_challenge'),
    wantsClientInfo: read('client_info') === '1',
    correlationId: read('client-request-id'),
    popup: read('pocd') === '1',
    adminConsent,
    userCode,
  }
}

/** The request that the browser returns to after a sign-in page; undefined if the core no longer has it. */
export function resumedRequest(state: IdentityState, ctx: Context): SignInRequest | undefined {
  const params = (ctx as unknown as Partial<KoaContextWithOIDC>).oidc?.params
  return typeof params?.['authority'] === 'string' ? fromCoreParameters(state, params) : undefined
}

/** Where the response to a new request goes. Check first that its redirect URI is registered. */
export function returnAddress({
  params,
  adminConsent,
  userCode,
}: AuthorizationRequest): ReturnAddress {
  return {
    redirectUri: params.get('redirect_uri') ?? '',
    responseMode: params.get('response_mode') ?? undefined,
    state: params.get('state') ?? undefined,
    silent: params.get('prompt') === 'none',
    adminConsent,
    userCode,
  }
}

/** Where the response to a resumed request goes. */
export function resumedReturnAddress(request: SignInRequest): ReturnAddress {
  const { redirectUri, responseMode, state, prompt, adminConsent, userCode } = request
  return { redirectUri, responseMode, state, silent: prompt === 'none', adminConsent, userCode }
}
