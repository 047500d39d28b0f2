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

/** The endpoint that a path after the tenant is, or undefined. */
export function adminConsentAt(path: string): AdminConsent | undefined {
  if (path === ADMIN_CONSENT_PATHS.v1) return 'v1'
  return path === ADMIN_CONSENT_PATHS.v2 ? 'v2' : undefined
}

/**
 * A request for admin consent (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent). To the core it is an
 * authorization request, with the same sign-in before it; the answer is another one, and nobody gets the code.
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
  // The documentation knows no prompt here. These two only decide who is asked.
  const prompt = asked.get('prompt')
  if (prompt === 'login' || prompt === 'select_account') params.set('prompt', prompt)
  if (adminConsent === 'v1') completeOldRequest(state, params)
  return { authority, params, adminConsent }
}

/** The older endpoint asks for all that the app is set up for, and knows a redirect URI of the app by itself. */
function completeOldRequest({ registry }: IdentityState, params: URLSearchParams): void {
  const { apis } = registry.registrations
  const everything = apis.map(({ identifierUri }) => `${identifierUri}/.default`)
  params.set('scope', [...Object.keys(OPENID_PERMISSIONS), ...everything].join(' '))
  const [first] = Object.values(
    registry.app(params.get('client_id') ?? '')?.redirectUris ?? {},
  ).flat()
  if (!params.has('redirect_uri') && first !== undefined) params.set('redirect_uri', first)
}

/** The address of a request: that it came to, or that it comes to with these parameters again. */
export function authorizationPath({ authority, adminConsent }: AuthorizationRequest): string {
  return `/${authority.segment}${adminConsent ? ADMIN_CONSENT_PATHS[adminConsent] : PATHS.authorize}`
}

/** Captured: an app that asks for admin consent is told of a person of another tenant, where others see a page. */
export function isToldTheApp(
  error: unknown,
  { adminConsent }: Pick<AuthorizationRequest, 'adminConsent'>,
): error is EntraError {
  return adminConsent !== undefined && error instanceof EntraError && error.code === 50020
}

/** Where somebody who cannot consent hands over to an account that can. */
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
