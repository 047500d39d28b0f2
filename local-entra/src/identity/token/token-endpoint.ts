import type { IncomingMessage } from 'node:http'
import type { Context, Middleware } from 'koa'
import { mountOrigin } from '../../server/page-origin.ts'
import { PATHS, targetOf } from '../endpoints.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../state.ts'
import type { Switches } from '../switches.ts'
import { redeemAuthorizationCode } from './authorization-code.ts'
import { authenticateClient } from './client-authentication.ts'
import { grantClientCredentials } from './client-credentials.ts'
import { redeemDeviceCode } from './device-code.ts'
import { exchangeOnBehalfOf } from './on-behalf-of.ts'
import { redeemRefreshToken } from './refresh-token.ts'
import { answerClient, requireField, type TokenRequest } from './token-request.ts'

type Grant = (state: IdentityState, request: TokenRequest) => Promise<object>

const GRANTS = new Map<string, Grant>([
  ['authorization_code', redeemAuthorizationCode],
  ['refresh_token', redeemRefreshToken],
  ['client_credentials', grantClientCredentials],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', exchangeOnBehalfOf],
  ['urn:ietf:params:oauth:grant-type:device_code', redeemDeviceCode],
  // The name before RFC 8628.
  ['device_code', redeemDeviceCode],
])

/**
 * The token endpoint. It is not the core's, because in Entra an app may authenticate in several ways, and codes, refresh
 * tokens and errors have rules of their own.
 */
export function tokenEndpoint(state: IdentityState): Middleware {
  return async (ctx, next) => {
    if (targetOf(ctx).path !== PATHS.token) return next()
    ctx.set(tokenCorsHeaders(ctx.req, state.switches))
    if (ctx.method === 'OPTIONS') {
      ctx.status = 204
      return undefined
    }
    await answerClient(state, ctx, 'token', (fields) => respond(state, ctx, fields))
    return undefined
  }
}

/** Entra looks at the grant type before the client. */
async function respond(
  state: IdentityState,
  ctx: Context,
  fields: Record<string, string>,
): Promise<object> {
  const grantType = requireField(fields, 'grant_type')
  const grant = GRANTS.get(grantType)
  if (!grant) throw new EntraError(70003, { grantType })
  const { authority } = targetOf(ctx)
  const client = await authenticateClient(state, {
    authority,
    fields,
    authorization: ctx.get('authorization'),
    addressedOrigin: mountOrigin(ctx.req) ?? state.origin,
  })
  return grant(state, { authority, fields, origin: ctx.get('origin'), ...client })
}

/**
 * The CORS headers of the token endpoint, also for a preflight: every origin may read the
 * response, because other rules decide who gets tokens.
 */
export function tokenCorsHeaders(
  { headers, method }: IncomingMessage,
  { tokenCorsStar }: Pick<Switches, 'tokenCorsStar'>,
): Record<string, string> {
  const { origin } = headers
  if (origin === undefined) return {}
  const allowed = tokenCorsStar ? '*' : origin
  const common = { 'access-control-allow-origin': allowed, vary: 'Origin' }
  if (method !== 'OPTIONS') return common
  return {
    ...common,
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
    'access-control-max-age': '86400',
  }
}
