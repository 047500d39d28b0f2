import type { Context, Middleware } from 'koa'
import { randomUUID } from 'node:crypto'
import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { targetOf } from '../authority.ts'
import { PATHS } from '../endpoints.ts'
import { correlationIdOf } from '../correlation-id.ts'
import { asEntraError } from '../errors/as-entra-error.ts'
import { describeError } from '../errors/describe-error.ts'
import { EntraError } from '../errors/entra-error.ts'
import { tokenErrorBody } from '../errors/token-error-body.ts'
import type { IdentityState } from '../identity-state.ts'
import { redeemAuthorizationCode } from './redeem-authorization-code.ts'
import { redeemRefreshToken } from './redeem-refresh-token.ts'
import { tokenCorsHeaders } from './token-cors.ts'
import type { TokenContext } from './token-request.ts'

const PARAMETERS = ['client_info', 'scope', 'claims']

const GRANTS = {
  authorization_code: {
    redeem: redeemAuthorizationCode,
    parameters: ['code', 'code_verifier', 'redirect_uri', ...PARAMETERS],
  },
  refresh_token: { redeem: redeemRefreshToken, parameters: ['refresh_token', ...PARAMETERS] },
}

/** The token endpoint: the core reads the request and knows the app, the grants are Entra's. */
export function tokenEndpoint(state: IdentityState, core: Provider): Middleware {
  for (const [name, { redeem, parameters }] of Object.entries(GRANTS)) {
    const handler = async (ctx: TokenContext) => {
      ctx.body = await redeem(state, ctx)
    }
    core.registerGrantType(name, handler, parameters)
  }
  core.on('grant.error', (ctx, error) => {
    ctx.state['grantError'] = error
  })
  return async (ctx, next) => {
    if (targetOf(ctx).path !== PATHS.token) return next()
    ctx.set(tokenCorsHeaders(ctx.req, state.switches))
    if (ctx.method === 'OPTIONS') {
      ctx.status = 204
      return undefined
    }
    const fault = state.faults.takeAadsts('token')
    ctx.state['grantError'] = fault && new EntraError(fault.aadsts, {}, fault.claims)
    const correlationId = correlationIdOf(ctx)
    ctx.url = '/token'
    if (!fault) await next()
    ctx.set('Cache-Control', 'no-store, no-cache')
    ctx.set('Pragma', 'no-cache')
    ctx.set('X-Content-Type-Options', 'nosniff')
    ctx.set('x-ms-request-id', randomUUID())
    if (ctx.state['grantError'] !== undefined) answerTokenError(state, ctx, correlationId)
    return undefined
  }
}

function answerTokenError(
  state: IdentityState,
  ctx: Context,
  correlationId: string | undefined,
): void {
  const { authority } = targetOf(ctx)
  const tenant = authority.tenant?.name ?? authority.segment
  const details = { tenant, clientId: clientIdOf(ctx) }
  const error = asEntraError(ctx.state['grantError'], details)
  if (!(error instanceof EntraError)) throw error
  const described = describeError(error, correlationId, state.clock.now())
  ctx.status = error.entry.status ?? 400
  ctx.type = 'json'
  ctx.set('x-ms-request-id', described.traceId)
  ctx.body = tokenErrorBody(error, described, state.origin)
}

/** What the request said, whether there is such an app or not. */
function clientIdOf(ctx: Context): string {
  const { body } = (ctx as unknown as Partial<KoaContextWithOIDC>).oidc ?? {}
  const clientId = body?.['client_id']
  return typeof clientId === 'string' ? clientId : ''
}
