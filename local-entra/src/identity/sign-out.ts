import { decodeJwt } from 'jose'
import type { Context, Middleware } from 'koa'
import type Provider from 'oidc-provider'
import { findAuthority, PATHS, targetOf, tenantEndpoints } from './endpoints.ts'
import type { IdentityState } from './state.ts'
import { formTarget, readForm, sendPage } from './pages/layout.ts'
import { pickAccountPage, signedOutPage } from './pages/pages.ts'
import type { SignedInPerson } from './sessions.ts'
import { isHintOf } from './tokens/id-token.ts'

/** The end-session endpoint (OpenID Connect RP-Initiated Logout 1.0), as Entra implements it. */
export function signOut(state: IdentityState, core: Provider): Middleware {
  return async (ctx, next) => {
    if (targetOf(ctx).path !== PATHS.logout) return next()
    const query = new URLSearchParams(ctx.querystring)
    const form = ctx.method === 'POST' ? await readForm(ctx) : new URLSearchParams()
    const session = await core.Session.get(ctx)
    const users = state.people.inBrowser(session.uid)
    const user = findUser(users, new URLSearchParams([...query, ...form]))
    if (users.length > 0 && !user) {
      showAccountPicker(state, ctx, users)
      return undefined
    }
    if (user) state.people.signOut(session.uid, user.userName)
    if (state.people.inBrowser(session.uid).length === 0) await session.destroy()
    const params = form.has('account') ? query : new URLSearchParams([...query, ...form])
    sendSignedOut(ctx, user ? frontChannelUrls(state, user) : [], returnUrl(state, params))
    return undefined
  }
}

/**
 * The user to sign out: the one picked on the page, or the one a hint names. Entra shows the account picker without a
 * hint, even for one user.
 */
function findUser(users: SignedInPerson[], params: URLSearchParams): SignedInPerson | undefined {
  const hint = params.get('account') ?? params.get('logout_hint')
  if (hint !== null) return users.find(({ userName }) => isHintOf(hint, userName))
  const sid = sidOf(params.get('id_token_hint')) ?? params.get('sid')
  return users.find((user) => user.sid === sid)
}

/** Does not verify the signature: the hint can only select a session of this browser. */
function sidOf(idToken: string | null): unknown {
  try {
    return idToken === null ? undefined : decodeJwt(idToken)['sid']
  } catch {
    return undefined
  }
}

function showAccountPicker(
  { registry }: IdentityState,
  ctx: Context,
  users: SignedInPerson[],
): void {
  const accounts = users.flatMap(({ userName }) => registry.account(userName) ?? [])
  const purpose = 'Which account do you want to sign out of?'
  const body = pickAccountPage({ purpose, accounts })
  sendPage(ctx, { title: 'Pick an account', body, formTargets: returnTargets(registry) })
}

/** Where the picker's form may lead to, for the Content-Security-Policy. */
function returnTargets({ registrations }: IdentityState['registry']): string[] {
  const uris = registrations.apps.flatMap(({ redirectUris }) => Object.values(redirectUris).flat())
  return [...new Set(uris.map(formTarget))]
}

/** Where the session's apps learn of its end (OpenID Connect Front-Channel Logout 1.0). */
function frontChannelUrls(
  { registry, switches, origin }: IdentityState,
  { clientIds, sid }: SignedInPerson,
): string[] {
  return [...clientIds].flatMap((clientId) => {
    const app = registry.app(clientId)
    if (!app?.frontChannelLogoutUri) return []
    const url = new URL(app.frontChannelLogoutUri)
    url.searchParams.set('sid', sid)
    const authority = findAuthority(app.tenantId, registry)
    if (switches.frontChannelIssuer && authority) {
      url.searchParams.set('iss', tenantEndpoints(origin, authority).issuer)
    }
    return url.href
  })
}

/** The post-logout redirect URI with the state, or undefined if it is not registered. */
function returnUrl(
  { registry, switches }: IdentityState,
  params: URLSearchParams,
): string | undefined {
  const uri = params.get('post_logout_redirect_uri')
  const isRegistered = registry.registrations.apps.some(
    (app) => uri !== null && registry.platformOf(app, uri) !== undefined,
  )
  if (uri === null || !isRegistered) return undefined
  const url = new URL(uri)
  const state = params.get('state')
  if (state !== null && switches.logoutReturnsState) url.searchParams.set('state', state)
  return url.href
}

/** Redirects at once if no app needs a notification. */
function sendSignedOut(ctx: Context, frameUrls: string[], target: string | undefined): void {
  if (target === undefined || frameUrls.length > 0) {
    sendPage(ctx, signedOutPage(frameUrls, target))
    return
  }
  ctx.status = 302
  ctx.redirect(target)
}
