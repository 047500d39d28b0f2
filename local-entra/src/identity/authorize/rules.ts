import { parseClaimsRequest } from '../claims-request.ts'
import { CONSUMERS } from '../../registrations/registry.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../state.ts'
import { parseRequestedScopes } from '../scopes.ts'
import { type AuthorizationRequest, returnAddress, type ReturnAddress } from './request.ts'

type Rule = (state: IdentityState, request: AuthorizationRequest) => void

/** Entra's rules for a request of a registered app, in the order in which they are checked. */
const RULES: Rule[] = [
  checkTenant,
  checkResponseMode,
  checkResponseType,
  checkScope,
  checkPrompt,
  checkPkce,
  checkClaims,
]

const RESPONSE_MODES = new Set(['query', 'fragment', 'form_post'])
const PROMPTS = new Set(['none', 'login', 'consent', 'select_account'])
/** RFC 7636 §4.2 */
const CHALLENGE_LENGTH = { min: 43, max: 128 }

/**
 * Checks that the app and its redirect URI are registered. An error is shown on a page: redirecting to an unregistered
 * address would make this an open redirector (RFC 9700 §4.11).
 *
 * @returns where the response, and from now on an error, is sent
 * @throws EntraError
 */
export function checkAppAndRedirectUri(
  { registry }: IdentityState,
  request: AuthorizationRequest,
): ReturnAddress {
  const { authority, params, userCode } = request
  const clientId = params.get('client_id')
  const redirectUri = params.get('redirect_uri')
  if (clientId === null) throw new EntraError(900144, { field: 'client_id' })
  const app = registry.app(clientId)
  const tenant = authority.tenant?.name ?? authority.segment
  if (!app) throw new EntraError(700016, { clientId, tenant })
  const isRegistered = redirectUri !== null && registry.platformOf(app, redirectUri) !== undefined
  // The response to a device stays on a page.
  if (!isRegistered && userCode === undefined) {
    throw new EntraError(50011, { clientId, redirectUri: redirectUri ?? '' })
  }
  return returnAddress(request)
}

/** Checks everything else that can be wrong with a request. Throws EntraError at the first fault. */
export function checkRules(state: IdentityState, request: AuthorizationRequest): void {
  for (const rule of RULES) rule(state, request)
}

/**
 * A single-tenant app is known in its own tenant only, not at `common` and `organizations`. No app here is for personal
 * Microsoft accounts.
 */
function checkTenant(
  { registry }: IdentityState,
  { authority, params }: AuthorizationRequest,
): void {
  const clientId = params.get('client_id') ?? ''
  const app = registry.app(clientId)
  if (app && authority.tenant === CONSUMERS) {
    throw new EntraError(9002332, { clientId, appName: app.name })
  }
  if (!app || app.multiTenant || app.tenantId === authority.tenant?.id) return
  if (!authority.tenant) throw new EntraError(50194, { clientId })
  throw new EntraError(700016, { clientId, tenant: authority.tenant.name })
}

function checkResponseMode(_: IdentityState, { params }: AuthorizationRequest): void {
  const value = params.get('response_mode')
  if (value !== null && !RESPONSE_MODES.has(value)) {
    throw new EntraError(90023, { field: 'response_mode', value })
  }
}

/** No app here has the implicit grant enabled; RFC 9700 §2.1.2 advises against it. */
function checkResponseType(_: IdentityState, { params }: AuthorizationRequest): void {
  const value = params.get('response_type')
  if (!value) throw new EntraError(900144, { field: 'response_type' })
  if (value !== 'code') throw new EntraError(700054, { value })
}

function checkScope(
  { registry }: IdentityState,
  { params, adminConsent }: AuthorizationRequest,
): void {
  const scope = params.get('scope')?.trim()
  if (!scope) throw new EntraError(900144, { field: 'scope' })
  const app = registry.app(params.get('client_id') ?? '')
  parseRequestedScopes(scope, registry, {
    ofAdministrator: adminConsent !== undefined || app?.adminConsent === true,
  })
}

/** Entra takes one value. OpenID Connect Core §3.1.2.1 allows a list. */
function checkPrompt(_: IdentityState, { params }: AuthorizationRequest): void {
  const value = params.get('prompt')
  if (value && !PROMPTS.has(value)) throw new EntraError(90023, { field: 'prompt', value })
}

/** A single-page app must use PKCE (RFC 7636), although Entra's discovery document does not say so. Other apps may. */
function checkPkce({ registry }: IdentityState, { params }: AuthorizationRequest): void {
  const challenge = params.get('code_challenge')
  if (!challenge) {
    const app = registry.app(params.get('client_id') ?? '')
    const platform = app && registry.platformOf(app, params.get('redirect_uri') ?? '')
    if (platform === 'spa') throw new EntraError(9002325)
    return
  }
  const { min, max } = CHALLENGE_LENGTH
  if (challenge.length < min || challenge.length > max) throw new EntraError(50147)
  if (params.get('code_challenge_method') !== 'S256') throw new EntraError(501491)
}

function checkClaims(_: IdentityState, { params }: AuthorizationRequest): void {
  parseClaimsRequest(params.get('claims') ?? undefined)
}
