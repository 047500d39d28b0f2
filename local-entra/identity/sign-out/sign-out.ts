import type { Context, Middleware } from 'koa'
import type Provider from 'oidc-provider'
import { targetOf } from '../authority.ts'
import { PATHS } from '../endpoints.ts'
import type { IdentityState } from '../identity-state.ts'
import { readForm } from '../interaction/read-form.ts'
import { pickAccountPage } from '../pages/pick-account-page.ts'
import { sendPage } from '../pages/send-page.ts'
import { GO_ON_SCRIPT, signedOutPage } from '../pages/signed-out-page.ts'
import type { SignedInPerson } from '../sessions/signed-in-people.ts'
import { frontChannelAddresses } from './front-channel-addresses.ts'
import { personToSignOut } from './person-to-sign-out.ts'
import { postLogoutAddress } from './post-logout-address.ts'

/** The end-session endpoint (OpenID Connect RP-Initiated Logout 1.0, as Entra does it). */
export function signOut(state: IdentityState, core: Provider): Middleware {
  return async (ctx, next) => {
    if (targetOf(ctx).path !== PATHS.logout) return next()
    const query = new URLSearchParams(ctx.querystring)
    const form = ctx.method === 'POST' ? await readForm(ctx) : new URLSearchParams()
    const session = await core.Session.get(ctx)
    const people = state.people.inBrowser(session.uid)
    const person = personToSignOut(people, new URLSearchParams([...query, ...form]))
    if (people.length > 0 && !person) {
      askWhom(state, ctx, people)
      return undefined
    }
    if (person) state.people.signOut(session.uid, person.userName)
    if (state.people.inBrowser(session.uid).length === 0) await session.destroy()
    const params = form.has('account') ? query : new URLSearchParams([...query, ...form])
    goOn(state, ctx, person, postLogoutAddress(state, params))
    return undefined
  }
}

function askWhom({ registry }: IdentityState, ctx: Context, people: SignedInPerson[]): void {
  const accounts = people.flatMap(({ userName }) => registry.account(userName) ?? [])
  const question = 'Which account do you want to sign out of?'
  const body = pickAccountPage({ question, accounts })
  sendPage(ctx, { title: 'Pick an account', body, formTargets: appOrigins(registry) })
}

function goOn(
  state: IdentityState,
  ctx: Context,
  person: SignedInPerson | undefined,
  target: string | undefined,
): void {
  const frames = person ? frontChannelAddresses(state, person) : []
  if (target !== undefined && frames.length === 0) {
    ctx.status = 302
    ctx.redirect(target)
    return
  }
  sendPage(ctx, {
    title: 'Signed out',
    body: signedOutPage(frames, target),
    frames: frames.map((frame) => new URL(frame).origin),
    ...(target === undefined ? {} : { script: GO_ON_SCRIPT }),
  })
}

/** The form of the picker ends at an app, and browsers check that, too. */
function appOrigins({ registrations }: IdentityState['registry']): string[] {
  const uris = registrations.apps.flatMap(({ redirectUris }) => Object.values(redirectUris).flat())
  const origins = uris.map((uri) => new URL(uri).origin).filter((origin) => origin !== 'null')
  return [...new Set(origins)]
}
