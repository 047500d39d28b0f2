import type { Middleware } from 'koa'
import type Provider from 'oidc-provider'
import type { IdentityState } from '../identity-state.ts'
import { sendPage } from '../pages/send-page.ts'
import { signedOutPage } from '../pages/signed-out-page.ts'

/** The end-session endpoint: ends the person's session here and goes back to a registered URI. */
export function signOut(state: IdentityState, core: Provider): Middleware {
  return async (ctx, next) => {
    if (ctx.state['rest'] !== '/oauth2/v2.0/logout') return next()
    const session = await core.Session.get(ctx)
    if (session.accountId !== undefined) {
      state.people.signOut(session.uid, session.accountId)
      await session.destroy()
    }
    const params = new URLSearchParams(ctx.querystring)
    const target = params.get('post_logout_redirect_uri')
    if (target === null || !isRegistered(state, target)) {
      sendPage(ctx, { title: 'Signed out', body: signedOutPage() })
      return undefined
    }
    const location = new URL(target)
    const returned = params.get('state')
    if (returned !== null) location.searchParams.set('state', returned)
    ctx.status = 302
    ctx.redirect(location.href)
    return undefined
  }
}

function isRegistered({ registry }: IdentityState, uri: string): boolean {
  return registry.registrations.apps.some((app) => registry.platformOf(app, uri) !== undefined)
}
