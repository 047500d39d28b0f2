import type { Context, Middleware } from 'koa'
import type Provider from 'oidc-provider'
import type { InteractionResults } from 'oidc-provider'
import { CANCELLED } from '../errors/as-entra-error.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../identity-state.ts'
import { consentPage } from '../pages/consent-page.ts'
import { sendPage } from '../pages/send-page.ts'
import { signInPage } from '../pages/sign-in-page.ts'
import { permissionsInWords } from '../scopes/permissions-in-words.ts'
import { readForm } from './read-form.ts'

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>

/** The pages between the authorization request and its answer: sign-in and consent. */
export function interactionPages(state: IdentityState, core: Provider): Middleware {
  return async (ctx, next) => {
    if (!String(ctx.state['rest']).startsWith('/sign-in/')) return next()
    const interaction = await core.interactionDetails(ctx.req, ctx.res)
    if (ctx.method !== 'POST') {
      showPage(state, ctx, interaction)
      return undefined
    }
    const result = answerOf(state, interaction, await readForm(ctx))
    ctx.status = 303
    ctx.redirect(await core.interactionResult(ctx.req, ctx.res, result))
    return undefined
  }
}

function showPage(state: IdentityState, ctx: Context, { prompt, params, session }: Interaction) {
  const app = state.registry.app(String(params['client_id']))
  if (!app) throw new EntraError(700016)
  const formTargets = [new URL(String(params['redirect_uri'])).origin]
  if (prompt.name === 'login') {
    const body = signInPage(app.name, state.registry.registrations.accounts)
    sendPage(ctx, { title: 'Sign in', body, formTargets })
    return
  }
  const scopes = String(params['requested_scope']).split(' ')
  const permissions = permissionsInWords(scopes, state.registry)
  const body = consentPage(app.name, session?.accountId ?? '', permissions)
  sendPage(ctx, { title: 'Permissions requested', body, formTargets })
}

function answerOf(
  state: IdentityState,
  { params, session }: Interaction,
  form: URLSearchParams,
): InteractionResults {
  if (form.get('action') === 'cancel') {
    return { error: 'access_denied', error_description: CANCELLED }
  }
  const account = state.registry.account(form.get('account') ?? '')
  if (account) return { login: { accountId: account.userName, ts: state.clock.now() } }
  const scopes = String(params['requested_scope']).split(' ')
  state.consents.grant(session?.accountId ?? '', String(params['client_id']), scopes)
  return { consent: {} }
}
