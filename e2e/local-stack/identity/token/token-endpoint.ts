import type { Context, Middleware } from 'koa'
import type Provider from 'oidc-provider'
import type { Tenant } from '../../registrations/registrations.ts'
import { asEntraError } from '../errors/as-entra-error.ts'
import { describeError } from '../errors/describe-error.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../identity-state.ts'
import { redeemAuthorizationCode, type TokenContext } from './redeem-authorization-code.ts'
import { redeemRefreshToken } from './redeem-refresh-token.ts'
import { tokenCorsHeaders } from './token-cors.ts'

const TOKEN = '/oauth2/v2.0/token'
const PARAMETERS = ['client_info', 'scope', 'claims', 'client-request-id']

const GRANTS = {
  authorization_code: {
    redeem: redeemAuthorizationCode,
    parameters: ['code', 'code_verifier', 'redirect_uri', ...PARAMETERS],
  },
  refresh_token: {
    redeem: redeemRefreshToken,
    parameters: ['refresh_token', ...PARAMETERS],
  },
}

/** The token endpoint: the core reads the request and knows the app, the grants are Entra's. */
export function tokenEndpoint(state: IdentityState, core: Provider): Middleware {
  for (const [name, { redeem, parameters }] of Object.entries(GRANTS)) {
    core.registerGrantType(
      name,
      async (ctx: TokenContext) => {
        ctx.body = await redeem(state, ctx)
      },
      parameters,
    )
  }
  core.on('grant.error', (ctx, error) => {
    ctx.state['grantError'] = error
  })
  return async (ctx, next) => {
    if (ctx.state['rest'] !== TOKEN) return next()
    ctx.set(tokenCorsHeaders(ctx.req))
    if (ctx.method === 'OPTIONS') {
      ctx.status = 204
      return undefined
    }
    ctx.url = '/token'
    await next()
    ctx.set('Cache-Control', 'no-store, no-cache')
    ctx.set('Pragma', 'no-cache')
    if (ctx.state['grantError']) answerTokenError(state, ctx)
    return undefined
  }
}

function answerTokenError(state: IdentityState, ctx: Context): void {
  const tenant: Tenant = ctx.state['tenant']
  const error = asEntraError(ctx.state['grantError'], { tenant: tenant.name, clientId: '' })
  if (!(error instanceof EntraError)) throw error
  const described = describeError(
    error,
    ctx.get('client-request-id') || undefined,
    state.clock.now(),
  )
  ctx.status = 400
  ctx.type = 'json'
  ctx.set('x-ms-request-id', described.traceId)
  ctx.body = {
    error: described.error,
    error_description: described.description,
    error_codes: [described.code],
    timestamp: described.timestamp,
    trace_id: described.traceId,
    correlation_id: described.correlationId,
    error_uri: `${state.origin}/error?code=${described.code}`,
    ...(described.suberror === undefined ? {} : { suberror: described.suberror }),
  }
}
