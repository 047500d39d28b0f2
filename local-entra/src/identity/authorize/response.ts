import type { Context } from 'koa'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { faultyClientInfo } from '../../faults/response-faults.ts'
import { tenantFor } from '../endpoints.ts'
import {
  describeError,
  EntraError,
  SignInExpiredError,
  UserCancelledError,
} from '../errors/entra-error.ts'
import type { IdentityState } from '../state.ts'
import { deviceDeclinedPage } from '../pages/device-pages.ts'
import { sendPage } from '../pages/layout.ts'
import { errorPage, expiredPage, formPostPage } from '../pages/pages.ts'
import { clientInfo } from '../tokens/id-token.ts'
import { adminConsentParameters, isSentToApp } from './admin-consent.ts'
import { fromCoreParameters, type ReturnAddress } from './request.ts'
import { accountOf } from './session-user.ts'

/**
 * The parameters of a successful response in Entra's order, without `iss`. Records for the token endpoint which sign-in
 * the code belongs to. Admin consent has parameters of its own and drops the code.
 */
export function successParameters(
  state: IdentityState,
  ctx: KoaContextWithOIDC,
  code: string,
): Record<string, string> {
  const account = accountOf(state, ctx)
  const { session } = ctx.oidc
  if (!session || !account) throw new Error('An authorization code needs a signed-in account.')
  const request = fromCoreParameters(state, ctx.oidc.params)
  const tenantId = tenantFor(request.authority, account, state.registry).id
  if (request.adminConsent) return adminConsentParameters(request, tenantId)
  const authTime = session.loginTs ?? state.clock.now()
  const user =
    state.people.find(session.uid, account.userName) ??
    state.people.signIn(session.uid, account.userName, authTime)
  user.clientIds.add(request.app.clientId)
  const { userName, sid, mfaTime } = user
  const signIn = { tenantId, userName, sid, authTime: user.authTime, mfaTime }
  if (request.userCode !== undefined) {
    state.deviceCodes.decide(request.userCode, signIn)
    return {}
  }
  state.codes.set(code, {
    ...signIn,
    clientId: request.app.clientId,
    platform: request.platform,
    redirectUri: request.redirectUri,
    scope: request.scope,
    claims: request.claims,
    nonce: request.nonce,
    codeChallenge: request.codeChallenge,
    issuedAt: state.clock.now(),
    redeemed: false,
  })
  const info = request.wantsClientInfo && faultyClientInfo(state.faults, clientInfo(account))
  return {
    code,
    ...(info ? { client_info: info } : {}),
    ...(request.state === undefined ? {} : { state: request.state }),
    session_state: user.sid,
  }
}

export interface AuthorizationFailure {
  error: unknown
  /** Undefined until the redirect URI is known to be registered. */
  address: ReturnAddress | undefined
  correlationId: string | undefined
  /** Seconds. */
  now: number
  /** The identity provider's origin. */
  origin: string
  /** Where the user can repeat the request with another account, if possible. */
  anotherAccountUrl: string | undefined
}

/**
 * Sends an error to the app, or shows it on a page if the app may not receive it. Throws the error again if it is
 * neither Entra's nor the user's.
 */
export function sendAuthorizationError(ctx: Context, failure: AuthorizationFailure): void {
  const { error, address } = failure
  const state = address?.state === undefined ? {} : { state: address.state }
  if (error instanceof UserCancelledError && address?.userCode !== undefined) {
    sendPage(ctx, { title: 'Sign-in cancelled', body: deviceDeclinedPage() })
    return
  }
  if (error instanceof UserCancelledError && address) {
    sendResponse(ctx, address, { error: 'access_denied', error_subcode: 'cancel', ...state })
    return
  }
  if (error instanceof SignInExpiredError) {
    sendPage(ctx, { title: 'Sign in', status: 400, body: expiredPage() })
    return
  }
  if (!(error instanceof EntraError)) throw error
  const description = describeError(error, failure.correlationId, failure.now)
  if (!address || isShownOnPage(error, address)) {
    const link = error.entry.page === 'interactive' ? failure.anotherAccountUrl : undefined
    sendPage(ctx, { title: 'Sign in', status: 400, body: errorPage(description, link) })
    return
  }
  sendResponse(ctx, address, {
    error: error.entry.error,
    error_description: description.description,
    error_uri: `${failure.origin}/error?code=${description.code}`,
    ...(error.extras.claims === undefined ? {} : { claims: error.extras.claims }),
    ...(address.adminConsent ? { admin_consent: 'True' } : {}),
    ...state,
  })
}

function isShownOnPage(error: EntraError, address: ReturnAddress): boolean {
  const { entry } = error
  if (address.userCode !== undefined) return true
  if (isSentToApp(error, address)) return false
  return entry.page === 'always' || (entry.page === 'interactive' && !address.silent)
}

/** Sends the parameters in the requested response mode, by default in the query. */
function sendResponse(
  ctx: Context,
  { redirectUri, responseMode, adminConsent }: ReturnAddress,
  parameters: Record<string, string>,
): void {
  if (responseMode === 'form_post') {
    sendPage(ctx, formPostPage(redirectUri, parameters))
    return
  }
  const location = new URL(redirectUri)
  if (responseMode === 'fragment') {
    location.hash = new URLSearchParams(parameters).toString()
  } else {
    for (const [name, value] of Object.entries(parameters)) location.searchParams.set(name, value)
  }
  ctx.status = 302
  // Entra ends the address with an empty fragment at the admin consent endpoints.
  ctx.redirect(adminConsent ? `${location.href}#` : location.href)
}
