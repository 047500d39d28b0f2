import { randomBytes } from 'node:crypto'
import type { Authority } from '../authority.ts'
import { OLD_ADMIN_CONSENT_PATH, PATHS } from '../endpoints.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../identity-state.ts'
import { OPENID_PERMISSIONS } from '../scopes/consent-names.ts'
import type { AdminConsent, AuthorizationRequest } from './authorization-request.ts'
import type { CarriedRequest } from './carried-request.ts'

const ADMIN_CONSENT_PATHS: Record<AdminConsent, string> = {
  v1: OLD_ADMIN_CONSENT_PATH,
  v2: PATHS['admin-consent'],
}

/** Which admin consent endpoint a path after the tenant is, or undefined. */
export function adminConsentAt(path: string): AdminConsent | undefined {
  if (path === ADMIN_CONSENT_PATHS.v1) return 'v1'
  return path === ADMIN_CONSENT_PATHS.v2 ? 'v2' : undefined
}

/**
 * A request for admin consent (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent). To the core it is an
 * authorization request with the usual sign-in. Only the answer differs, and the code is dropped.
 */
export function adminConsentRequest(
  state: IdentityState,
  authority: Authority,
  adminConsent: AdminConsent,
  asked: URLSearchParams,
): AuthorizationRequest {
  const params = new URLSearchParams({
    response_type: 'code',
    response_mode: 'query',
    code_challenge: randomBytes(32).toString('base64url'),
    code_challenge_method: 'S256',
  })
  for (const name of ['client_id', 'redirect_uri', 'scope', 'state', 'login_hint']) {
    for (const value of asked.getAll(name)) params.append(name, value)
  }
  // The documentation has no prompt here. These two choose the account.
  const prompt = asked.get('prompt')
  if (prompt === 'login' || prompt === 'select_account') params.set('prompt', prompt)
  if (adminConsent === 'v1') completeOldRequest(state, params)
  return { authority, params, adminConsent }
}

/** The older endpoint asks for every permission of the app, and falls back to the app's first redirect URI. */
function completeOldRequest({ registry }: IdentityState, params: URLSearchParams): void {
  const { apis } = registry.registrations
  const everything = apis.map(({ identifierUri }) => `${identifierUri}/.default`)
  params.set('scope', [...Object.keys(OPENID_PERMISSIONS), ...everything].join(' '))
  const [first] = Object.values(
    registry.app(params.get('client_id') ?? '')?.redirectUris ?? {},
  ).flat()
  if (!params.has('redirect_uri') && first !== undefined) params.set('redirect_uri', first)
}

/** The path of the endpoint that a request was sent to. */
export function authorizationPath({ authority, adminConsent }: AuthorizationRequest): string {
  return `/${authority.segment}${adminConsent ? ADMIN_CONSENT_PATHS[adminConsent] : PATHS.authorize}`
}

/** Whether the app gets the error instead of the user. Captured for 50020 at admin consent; a sign-in shows a page. */
export function isToldTheApp(
  error: unknown,
  { adminConsent }: Pick<AuthorizationRequest, 'adminConsent'>,
): error is EntraError {
  return adminConsent !== undefined && error instanceof EntraError && error.code === 50020
}

/** The same request with an account picker, for a user who cannot consent; undefined at an ordinary sign-in. */
export function withAdministrator(request: CarriedRequest): string | undefined {
  const { authority, app, redirectUri, scope, state, adminConsent } = request
  if (!adminConsent) return undefined
  const params = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: redirectUri,
    scope,
    ...(state === undefined ? {} : { state }),
    prompt: 'select_account',
  })
  return `${authorizationPath({ authority, params, adminConsent })}?${params.toString()}`
}

/** The answer to an app whose administrator accepted. `scope` is as it was asked for. */
export function adminConsentParameters(
  { adminConsent, scope, state }: CarriedRequest,
  tenantId: string,
): Record<string, string> {
  return {
    admin_consent: 'True',
    tenant: tenantId,
    ...(adminConsent === 'v2' ? { scope } : {}),
    ...(state === undefined ? {} : { state }),
  }
}
