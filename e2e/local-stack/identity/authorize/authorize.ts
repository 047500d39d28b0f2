import type { Middleware } from 'koa'
import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Tenant } from '../../registrations/registrations.ts'
import { asEntraError } from '../errors/as-entra-error.ts'
import type { IdentityState } from '../identity-state.ts'
import { answerAuthorizationError } from './answer-authorization-error.ts'
import {
  checkAuthorizationRequest,
  coreParameters,
  requireReturnAddress,
  type ReturnAddress,
} from './authorization-request.ts'
import { successParameters } from './success-parameters.ts'

const AUTHORIZE = '/oauth2/v2.0/authorize'

/** The authorization endpoint: Entra's rules first, then the core, then Entra's answer. */
export function authorize(state: IdentityState, core: Provider): Middleware {
  dressCoreAnswers(state, core)
  return async (ctx, next) => {
    const rest: string = ctx.state['rest']
    if (rest !== AUTHORIZE && !rest.startsWith(`${AUTHORIZE}/`)) return next()
    const tenant: Tenant = ctx.state['tenant']
    const params = new URLSearchParams(ctx.querystring)
    let address: ReturnAddress | undefined
    try {
      if (rest === AUTHORIZE) {
        address = requireReturnAddress(state, tenant, params).address
        checkAuthorizationRequest(state, params)
      }
      ctx['mountPath'] = `/${tenant.id}/oauth2/v2.0`
      const query = rest === AUTHORIZE ? `?${coreParameters(tenant, params).toString()}` : ''
      ctx.url = `/authorize${rest.slice(AUTHORIZE.length)}${query}`
      await next()
    } catch (error) {
      const resumed = (ctx as unknown as Partial<KoaContextWithOIDC>).oidc?.params
      answerAuthorizationError(ctx, {
        error: asEntraError(error, detailsOf(params, resumed, tenant)),
        address: address ?? resumedAddress(resumed),
        correlationId: params.get('client-request-id') ?? text(resumed?.['client-request-id']),
        now: state.clock.now(),
      })
    }
    return undefined
  }
}

/** The core would send its own parameters and errors; it hands both over to be dressed. */
function dressCoreAnswers(state: IdentityState, core: Provider): void {
  core.on('authorization.success', (ctx, answer) => {
    if (!answer) throw new Error('the core gave no answer to dress')
    const parameters = successParameters(state, ctx, String(answer['code']))
    for (const name of Object.keys(answer)) delete answer[name]
    Object.assign(answer, parameters)
  })
  core.on('authorization.error', (_, error) => {
    throw error
  })
}

type Params = Record<string, unknown> | undefined

function resumedAddress(params: Params): ReturnAddress | undefined {
  const redirectUri = text(params?.['redirect_uri'])
  if (redirectUri === undefined) return undefined
  return {
    redirectUri,
    responseMode: text(params?.['response_mode']),
    state: text(params?.['state']),
  }
}

function detailsOf(params: URLSearchParams, resumed: Params, tenant: Tenant) {
  return {
    clientId: params.get('client_id') ?? text(resumed?.['client_id']) ?? '',
    tenant: tenant.name,
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
