import type { KoaContextWithOIDC } from 'oidc-provider'
import { needsMfa, requireAccess, requireApisInTenant } from '../access-rules.ts'
import { tenantFor } from '../endpoints.ts'
import { Check, Prompt } from '../core/oidc-provider-parts.ts'
import { aadstsMarker, EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../state.ts'
import { consentNames } from '../scopes.ts'
import { missingConsents } from '../consents.ts'
import { fromCoreParameters } from './request.ts'
import { accountOf, selectionOf } from './session-user.ts'

/**
 * What can stand between a request and its code, in the order in which the core checks it. Each check returns true if
 * its page has to be shown. A silent request gets the check's error instead.
 */
export function createPrompts(state: IdentityState): Prompt[] {
  return [
    selectAccountPrompt(),
    signInPrompt(state),
    accessCheck(state),
    mfaPrompt(state),
    consentPrompt(state),
    devicePrompt(state),
  ]
}

/** Several users are signed in, and the request does not say which one it is for. */
function selectAccountPrompt(): Prompt {
  return new Prompt(
    { name: 'select_account', requestable: true },
    new Check(
      'several_users',
      aadstsMarker(16000),
      'interaction_required',
      (ctx) => selectionOf(ctx)?.kind === 'several',
    ),
    new Check('stale_sid', aadstsMarker(160021), 'interaction_required', (ctx) => {
      const selection = selectionOf(ctx)
      if (selection?.kind === 'stale sid') throw new EntraError(160021, { sid: selection.sid })
      return false
    }),
  )
}

/** The user is not signed in, or signed in longer ago than `max_age` allows. */
function signInPrompt(state: IdentityState): Prompt {
  return new Prompt(
    { name: 'login', requestable: true },
    new Check(
      'not_signed_in',
      aadstsMarker(50058),
      'login_required',
      (ctx) => accountOf(state, ctx) === undefined,
    ),
    new Check('max_age_exceeded', aadstsMarker(50058), 'login_required', (ctx) => {
      const { maxAge } = fromCoreParameters(state, ctx.oidc.params)
      if (maxAge === undefined || ctx.oidc.result?.login) return false
      const { session } = ctx.oidc
      const user = session && state.people.find(session.uid, session.accountId ?? '')
      return state.clock.now() - (user?.authTime ?? 0) > maxAge
    }),
  )
}

/** Shows no page: it throws if the user may not use the app, before the remaining prompts. */
function accessCheck(state: IdentityState): Prompt {
  return new Prompt(
    { name: 'access' },
    new Check('no_access', 'shows no page', (ctx) => {
      const account = accountOf(state, ctx)
      if (!account) return false
      const request = fromCoreParameters(state, ctx.oidc.params)
      requireAccess(state, account, request)
      const tenant = tenantFor(request.authority, account, state.registry)
      requireApisInTenant(state, { app: request.app, tenant }, request.scopes)
      return false
    }),
  )
}

/** The session needs a second factor and has none yet. */
function mfaPrompt(state: IdentityState): Prompt {
  return new Prompt(
    { name: 'mfa' },
    new Check('second_factor_missing', aadstsMarker(50076), 'interaction_required', (ctx) => {
      const { session, params } = ctx.oidc
      const account = accountOf(state, ctx)
      if (!session || !account) return false
      const { claimsRequest, scopes } = fromCoreParameters(state, params)
      const mfaTime = state.people.find(session.uid, account.userName)?.mfaTime
      return needsMfa(state, { account, claimsRequest, scopes }) && mfaTime === undefined
    }),
  )
}

/** A requested scope has no consent yet. */
function consentPrompt(state: IdentityState): Prompt {
  return new Prompt(
    { name: 'consent', requestable: true },
    new Check('scopes_not_consented', aadstsMarker(65001), 'consent_required', (ctx) =>
      needsConsent(state, ctx),
    ),
  )
}

/** The admin consent endpoint asks every time. */
function needsConsent(state: IdentityState, ctx: KoaContextWithOIDC): boolean {
  const { app, authority, scopes, adminConsent } = fromCoreParameters(state, ctx.oidc.params)
  if (adminConsent) return !('consent' in (ctx.oidc.result ?? {}))
  const account = accountOf(state, ctx)
  if (!account) return true
  const { id: tenantId } = tenantFor(authority, account, state.registry)
  const party = { userName: account.userName, tenantId, clientId: app.clientId }
  return missingConsents(state, party, consentNames(scopes)).length > 0
}

/**
 * The user has entered the code of a device, and has not yet confirmed the app. Entra asks even a user who is signed in,
 * because the code may come from someone else (RFC 8628 §5.4).
 */
function devicePrompt(state: IdentityState): Prompt {
  return new Prompt(
    { name: 'device' },
    new Check('app_not_confirmed', 'shows no error', 'interaction_required', (ctx) => {
      const { userCode } = fromCoreParameters(state, ctx.oidc.params)
      if (userCode === undefined) return false
      // Meanwhile it can have expired, or another user can have used it.
      if (!state.deviceCodes.awaiting(userCode)) throw new EntraError(70019)
      return !('device' in (ctx.oidc.result ?? {}))
    }),
  )
}
