import type { Context, Middleware } from 'koa'
import type Provider from 'oidc-provider'
import type { InteractionResults } from 'oidc-provider'
import { PATHS, targetOf } from '../endpoints.ts'
import { isSentToApp } from '../authorize/admin-consent.ts'
import { fromCoreParameters } from '../authorize/request.ts'
import { sendAuthorizationError } from '../authorize/response.ts'
import { aadstsMarker, asEntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../state.ts'
import { formTarget, readForm, sendPage } from '../pages/layout.ts'
import { CANCELLED_RESULT, type Step, type StepContext, STEPS } from './steps.ts'

/** The sign-in pages: GET shows the current step, POST submits its form and returns to the authorization endpoint. */
export function interactions(state: IdentityState, core: Provider): Middleware {
  return async (ctx, next) => {
    if (!targetOf(ctx).path.startsWith(`${PATHS.page}/`)) return next()
    try {
      await runStep(state, core, ctx)
    } catch (error) {
      showError(state, ctx, error)
    }
    return undefined
  }
}

async function runStep(state: IdentityState, core: Provider, ctx: Context): Promise<void> {
  const interaction = await core.interactionDetails(ctx.req, ctx.res)
  const step = STEPS[interaction.prompt.name]
  if (!step) throw new Error(`The prompt ${interaction.prompt.name} has no page.`)
  const session = await core.Session.get(ctx)
  const context: StepContext = {
    state,
    request: fromCoreParameters(state, interaction.params),
    sessionUid: session.uid,
    userName: interaction.session?.accountId,
    query: new URLSearchParams(ctx.querystring),
  }
  ctx.state['correlationId'] = context.request.correlationId
  const result = await readResult(ctx, step, context)
  if (!result) {
    showStep(ctx, step, context)
    return
  }
  const withUser = { ...currentUser(context), ...result }
  const returnTo = await core.interactionResult(ctx.req, ctx.res, withUser)
  await setSessionUser(core, ctx, withUser.login?.accountId)
  ctx.status = 303
  // Without the origin: behind a proxy the core cannot know the one that the browser uses.
  const { pathname, search } = new URL(returnTo)
  ctx.redirect(pathname + search)
}

/** The result of the step; undefined if its page has to be shown. */
async function readResult(
  ctx: Context,
  step: Step,
  context: StepContext,
): Promise<InteractionResults | undefined> {
  const cancelled = step.cancel?.(context) ?? CANCELLED_RESULT
  const { demands } = context.state
  if (step === STEPS['consent'] && demands.consentsToDecline > 0) {
    demands.consentsToDecline -= 1
    return cancelled
  }
  if (ctx.method !== 'POST') return undefined
  const form = await readForm(ctx)
  if (form.get('action') === 'cancel') return cancelled
  try {
    return step.submit(context, form)
  } catch (error) {
    if (!isSentToApp(error, context.request)) throw error
    return { error: 'access_denied', error_description: aadstsMarker(error.code) }
  }
}

/** Keeps the result with its user: meanwhile another tab can change the user of the browser's session. */
function currentUser({ state, sessionUid, userName = '' }: StepContext): InteractionResults {
  const user = state.people.find(sessionUid, userName)
  return user ? { login: { accountId: userName, ts: user.authTime } } : {}
}

/** Changes the user of the core's session first: the core ends a session of another user, but Entra keeps several. */
async function setSessionUser(
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
    formTargets: [formTarget(context.request.redirectUri)],
    popup: context.request.popup,
  })
}

function showError(state: IdentityState, ctx: Context, error: unknown): void {
  sendAuthorizationError(ctx, {
    error: asEntraError(error, {}),
    address: undefined,
    correlationId: ctx.state['correlationId'] as string | undefined,
    now: state.clock.now(),
    origin: state.origin,
    anotherAccountUrl: ctx.path,
  })
}
