import type { Context, Middleware } from 'koa'
import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { targetOf } from '../authority.ts'
import { PATHS } from '../endpoints.ts'
import { asEntraError } from '../errors/as-entra-error.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../identity-state.ts'
import { readForm } from '../interaction/read-form.ts'
import { faultyResponse } from '../../faults/answer-faults.ts'
import { adminConsentAt, adminConsentRequest, authorizationPath } from './admin-consent.ts'
import { answerAuthorizationError } from './answer-authorization-error.ts'
import type { AuthorizationRequest, ReturnAddress } from './authorization-request.ts'
import { coreParameters } from './core-parameters.ts'
import { resumedRequest } from './resumed-request.ts'
import { requireApp } from './rules/require-app.ts'
import { RULES } from './rules/rules.ts'
import { successParameters } from './success-parameters.ts'

/** The authorization endpoint: Entra's rules first, then the core, then Entra's answer. */
export function authorize(state: IdentityState, core: Provider): Middleware {
  dressCoreAnswers(state, core)
  return async (ctx, next) => {
    const { authority, path } = targetOf(ctx)
    const adminConsent = adminConsentAt(path)
    const isNew = path === PATHS.authorize || adminConsent !== undefined
    if (!isNew && !path.startsWith(`${PATHS.authorize}/`)) return next()
    const params = await requestParameters(ctx)
    const request = adminConsent
      ? adminConsentRequest(state, authority, adminConsent, params)
      : { authority, params }
    ctx['mountPath'] = `/${authority.segment}/oauth2/v2.0`
    let address: ReturnAddress | undefined
    try {
      if (isNew) {
        ;({ address } = requireApp(state, request))
        checkRequest(state, request)
      }
      ctx.url = `/authorize${isNew ? `?${coreParameters(request).toString()}` : path.slice(PATHS.authorize.length)}`
      await next()
      finishRedirect(state, ctx)
    } catch (error) {
      const resumed = isNew ? undefined : resumedRequest(state, ctx)
      answerAuthorizationError(ctx, {
        error: asEntraError(error, detailsOf(request, resumed?.clientId)),
        address: address ?? resumed?.address,
        correlationId: request.params.get('client-request-id') ?? resumed?.correlationId,
        now: state.clock.now(),
        origin: state.origin,
        another: isNew ? withAccountPicker(request) : undefined,
      })
    }
    return undefined
  }
}

/** A request may also be posted (OpenID Connect Core §3.1.2.1); the core is given a GET. */
async function requestParameters(ctx: Context): Promise<URLSearchParams> {
  if (ctx.method !== 'POST') return new URLSearchParams(ctx.querystring)
  const form = await readForm(ctx)
  ctx.method = 'GET'
  return form
}

function checkRequest(state: IdentityState, request: AuthorizationRequest): void {
  const fault = state.faults.takeAadsts(request.adminConsent ? 'admin-consent' : 'authorize')
  if (fault) throw new EntraError(fault.aadsts, {}, fault.claims)
  for (const rule of RULES) rule(state, request)
}

/** The core would send its own parameters and errors; it hands both over to be dressed. */
function dressCoreAnswers(state: IdentityState, core: Provider): void {
  core.on('authorization.success', (ctx: KoaContextWithOIDC, answer) => {
    if (!answer) throw new Error('the core gave no answer to dress')
    const parameters = successParameters(state, ctx, String(answer['code']))
    for (const name of Object.keys(answer)) delete answer[name]
    Object.assign(answer, parameters)
  })
  core.on('authorization.error', (_, error) => {
    throw error
  })
}

/** The same request, with the choice of another account. */
function withAccountPicker(request: AuthorizationRequest): string {
  const query = new URLSearchParams(request.params)
  query.set('prompt', 'select_account')
  return `${authorizationPath(request)}?${query.toString()}`
}

function finishRedirect(state: IdentityState, ctx: Context): void {
  const location = ctx.response.get('location')
  if (/[?&]admin_consent=True(&|$)/.test(location)) ctx.set('location', `${location}#`)
  if (/[?#&]code=/.test(location)) ctx.set('location', faultyResponse(state.faults, location))
}

function detailsOf({ authority, params }: AuthorizationRequest, resumedClientId?: string) {
  return {
    clientId: params.get('client_id') ?? resumedClientId ?? '',
    tenant: authority.tenant?.name ?? authority.segment,
    value: params.get('response_type') ?? '',
    // Entra's placeholder for an account that it does not name.
    userName: '{EmailHidden}',
  }
}
