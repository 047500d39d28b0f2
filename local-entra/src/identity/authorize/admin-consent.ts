import { randomBytes } from 'node:crypto'
import { type Authority, OLD_ADMIN_CONSENT_PATH, PATHS } from '../endpoints.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../state.ts'
import { OPENID_PERMISSIONS } from '../scopes.ts'
import { isApiInTenant } from '../access-rules.ts'
import type { AdminConsent, AuthorizationRequest, SignInRequest } from './request.ts'

const ADMIN_CONSENT_PATHS: Record<AdminConsent, string> = {
  v1: OLD_ADMIN_CONSENT_PATH,
  v2: PATHS['admin-consent'],
}

/** The admin consent endpoint at a path (without the tenant), or undefined. */
export function adminConsentAt(path: string): AdminConsent | undefined {
  if (path === ADMIN_CONSENT_PATHS.v1) return 'v1'
  return path === ADMIN_CONSENT_PATHS.v2 ? 'v2' : undefined
}

/**
 * Translates a request for admin consent (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent) into an
 * authorization request with the usual sign-in. Only the response differs, and the code is dropped.
 */
export function adminConsentRequest(
  state: IdentityState,
  authority: Authority,
  adminConsent: AdminConsent,
  query: URLSearchParams,
): AuthorizationRequest {
  const params = new URLSearchParams({
    response_type: 'code',
    response_mode: 'query',
    code_challenge: randomBytes(32).toString('base64url'),
    code_challenge_method: 'S256',
  })
  for (const name of ['client_id', 'redirect_uri', 'scope', 'state', 'login_hint']) {
    for (const value of query.getAll(name)) params.append(name, value)
  }
  // Microsoft documents no prompt here. These two choose the account.
  const prompt = query.get('prompt')
  if (prompt === 'login' || prompt === 'select_account') params.set('prompt', prompt)
  if (adminConsent === 'v1') completeOldRequest(state, authority, params)
  return { authority, params, adminConsent }
}

/**
 * The older endpoint requests every permission of the app, for all APIs that the tenant can have, and defaults to the app's
 * first redirect URI.
 */
function completeOldRequest(
  state: IdentityState,
  authority: Authority,
  params: URLSearchParams,
): void {
  const { registry } = state
  const app = registry.app(params.get('client_id') ?? '')
  const tenant = authority.tenant ?? registry.tenant(app?.tenantId ?? '')
  // The rules refuse the request of an app that is not registered.
  if (!app || !tenant) return
  const { apis } = registry.registrations
  const allScopes = apis
    .filter((api) => isApiInTenant(state, { app, tenant }, api))
    .map(({ identifierUri }) => `${identifierUri}/.default`)
  params.set('scope', [...Object.keys(OPENID_PERMISSIONS), ...allScopes].join(' '))
  const [first] = Object.values(app.redirectUris).flat()
  if (!params.has('redirect_uri') && first !== undefined) params.set('redirect_uri', first)
}

/** The path of the endpoint that received a request. */
export function authorizationPath({
  authority,
  adminConsent,
}: Pick<AuthorizationRequest, 'authority' | 'adminConsent'>): string {
  return `/${authority.segment}${adminConsent ? ADMIN_CONSENT_PATHS[adminConsent] : PATHS.authorize}`
}

/** Whether admin consent sends the app an error that a sign-in shows on a page. Captured for 50020. */
export function isSentToApp(
  error: unknown,
  { adminConsent }: Pick<AuthorizationRequest, 'adminConsent'>,
): error is EntraError {
  return adminConsent !== undefined && error instanceof EntraError && error.code === 50020
}

/** The same request with the account picker, for a user who cannot consent; undefined at an ordinary sign-in. */
export function administratorSignInUrl(request: SignInRequest): string | undefined {
  const { app, redirectUri, scope, state, adminConsent } = request
  if (!adminConsent) return undefined
  const params = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: redirectUri,
    scope,
    ...(state === undefined ? {} : { state }),
    prompt: 'select_account',
  })
  return `${authorizationPath(request)}?${params.toString()}`
}

/** The response after an administrator accepts. `scope` is as requested. */
export function adminConsentParameters(
  { adminConsent, scope, state }: SignInRequest,
  tenantId: string,
): Record<string, string> {
  return {
    admin_consent: 'True',
    tenant: tenantId,
    ...(adminConsent === 'v2' ? { scope } : {}),
    ...(state === undefined ? {} : { state }),
  }
}
