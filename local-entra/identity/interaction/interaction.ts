import type { Context, Middleware } from 'koa'
import type Provider from 'oidc-provider'
import type { InteractionResults } from 'oidc-provider'
import { isToldTheApp } from '../authorize/admin-consent.ts'
import { carriedRequest } from '../authorize/carried-request.ts'
import { targetOf } from '../authority.ts'
import { PATHS } from '../endpoints.ts'
import { aadstsMarker, asEntraError } from '../errors/as-entra-error.ts'
import { describeError } from '../errors/describe-error.ts'
import { EntraError, SignInExpiredError } from '../errors/entra-error.ts'
import type { IdentityState } from '../identity-state.ts'
import { errorPage } from '../pages/error-page.ts'
import { expiredPage } from '../pages/expired-page.ts'
import { sendPage } from '../pages/send-page.ts'
import { consentStep } from './consent-step.ts'
import { mfaStep } from './mfa-step.ts'
import { readForm } from './read-form.ts'
import { selectAccountStep } from './select-account-step.ts'
import { signInStep } from './sign-in-step.ts'
import { CANCELLED_RESULT, type Step, type StepContext } from './step.ts'

const STEPS: Record<string, Step> = {
  login: signInStep,
  select_account: selectAccountStep,
  mfa: mfaStep,
  consent: consentStep,
}

/** The pages of a sign-in: each shows what is asked and takes the answer. */
export function interactions(state: IdentityState, core: Provider): Middleware {
  return async (ctx, next) => {
    if (!targetOf(ctx).path.startsWith(`${PATHS.page}/`)) return next()
    try {
      await runStep(state, core, ctx)
    } catch (error) {
      showFailure(state, ctx, error)
    }
    return undefined
  }
}

async function runStep(state: IdentityState, core: Provider, ctx: Context): Promise<void> {
  const interaction = await core.interactionDetails(ctx.req, ctx.res)
  const step = STEPS[interaction.prompt.name]
  if (!step) throw new Error(`there is no page for ${interaction.prompt.name}`)
  const session = await core.Session.get(ctx)
  const context: StepContext = {
    state,
    request: carriedRequest(state, interaction.params),
    sessionUid: session.uid,
    userName: interaction.session?.accountId,
    query: new URLSearchParams(ctx.querystring),
  }
  ctx.state['correlationId'] = context.request.correlationId
  const result = await decide(ctx, step, context)
  if (!result) {
    showStep(ctx, step, context)
    return
  }
  const bound = { ...samePerson(context), ...result }
  const returnTo = await core.interactionResult(ctx.req, ctx.res, bound)
  await makeSessionAbout(core, ctx, bound.login?.accountId)
  ctx.status = 303
  ctx.redirect(returnTo)
}

async function decide(
  ctx: Context,
  step: Step,
  context: StepContext,
): Promise<InteractionResults | undefined> {
  const cancelled = step.cancel?.(context) ?? CANCELLED_RESULT
  const { demands } = context.state
  if (step === consentStep && demands.consentsToDecline > 0) {
    demands.consentsToDecline -= 1
    return cancelled
  }
  if (ctx.method !== 'POST') return undefined
  const form = await readForm(ctx)
  if (form.get('action') === 'cancel') return cancelled
  try {
    return step.decide(context, form)
  } catch (error) {
    if (!isToldTheApp(error, context.request)) throw error
    return { error: 'access_denied', error_description: aadstsMarker(error.code) }
  }
}

/** Says whom the answer is about, in case the browser turns to somebody else in the meantime. */
function samePerson({ state, sessionUid, userName = '' }: StepContext): InteractionResults {
  const person = state.people.find(sessionUid, userName)
  return person ? { login: { accountId: userName, ts: person.authTime } } : {}
}

/** The core would end a session that was somebody else's; here a browser may hold several. */
async function makeSessionAbout(
  core: Provider,
  ctx: Context,
  userName: string | undefined,
): Promise<void> {
  const session = await core.Session.get(ctx)
  if (userName === undefined || session.accountId === undefined) return
  session.accountId = userName
  await session.persist()
}

function showStep(ctx: Context, step: Step, context: StepContext): void {
  sendPage(ctx, {
    title: step.title,
    body: step.page(context),
    formTargets: [new URL(context.request.redirectUri).origin],
    popup: context.request.popup,
  })
}

function showFailure(state: IdentityState, ctx: Context, thrown: unknown): void {
  const error = asEntraError(thrown, {})
  if (error instanceof SignInExpiredError) {
    sendPage(ctx, { title: 'Sign in', status: 400, body: expiredPage() })
    return
  }
  if (!(error instanceof EntraError)) throw thrown
  const correlationId = ctx.state['correlationId'] as string | undefined
  const description = describeError(error, correlationId, state.clock.now())
  sendPage(ctx, { title: 'Sign in', status: 400, body: errorPage(description, ctx.path) })
}
