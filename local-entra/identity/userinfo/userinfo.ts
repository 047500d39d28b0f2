import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose'
import type { Middleware } from 'koa'
import { targetOf } from '../authority.ts'
import { PATHS } from '../endpoints.ts'
import type { IdentityState } from '../identity-state.ts'

const GRAPH_CLIENT_ID = '00000003-0000-0000-c000-000000000000'

/** The UserInfo endpoint (OpenID Connect Core §5.3), for tokens that are for Microsoft Graph. */
export function userinfo(state: IdentityState): Middleware {
  return async (ctx, next) => {
    if (targetOf(ctx).path !== PATHS.userinfo) return next()
    ctx.set('Access-Control-Allow-Origin', '*')
    if (ctx.method === 'OPTIONS') {
      ctx.set('Access-Control-Allow-Headers', 'authorization')
      ctx.status = 204
      return undefined
    }
    const claims = await readToken(state, /^Bearer (.+)$/i.exec(ctx.get('authorization'))?.[1])
    if (!claims) {
      ctx.set('WWW-Authenticate', 'Bearer error="invalid_token"')
      ctx.status = 401
      return undefined
    }
    const { sub, name, preferred_username: email } = claims
    ctx.body = { sub, name, email }
    return undefined
  }
}

async function readToken(
  { keys, clock }: IdentityState,
  token: string | undefined,
): Promise<JWTPayload | undefined> {
  if (token === undefined) return undefined
  try {
    const { kid } = decodeProtectedHeader(token)
    const key = keys.published().find((candidate) => candidate.kid === kid)
    if (!key) return undefined
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: ['RS256'],
      audience: GRAPH_CLIENT_ID,
      currentDate: new Date(clock.now() * 1000),
    })
    return payload
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
    throw error
  }
}
