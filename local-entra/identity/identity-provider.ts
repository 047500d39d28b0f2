import type { Context, Middleware } from 'koa'
import type Provider from 'oidc-provider'
import { findAuthority, setTarget } from './authority.ts'
import { authorize } from './authorize/authorize.ts'
import { createCore } from './core/create-core.ts'
import { correlationIdOf } from './correlation-id.ts'
import { parsePath, PATHS } from './endpoints.ts'
import { describeError } from './errors/describe-error.ts'
import { EntraError } from './errors/entra-error.ts'
import { tokenErrorBody } from './errors/token-error-body.ts'
import { frontDoor } from './front-door.ts'
import type { IdentityState } from './identity-state.ts'
import { interactions } from './interaction/interaction.ts'
import { metadata } from './metadata/metadata.ts'
import { errorPage } from './pages/error-page.ts'
import { sendPage } from './pages/send-page.ts'
import { signOut } from './sign-out/sign-out.ts'
import { tokenCorsHeaders } from './token/token-cors.ts'
import { tokenEndpoint } from './token/token-endpoint.ts'
import { userinfo } from './userinfo/userinfo.ts'

/** The identity provider: one endpoint after the other looks at a request, then the core. */
export function createIdentityProvider(state: IdentityState): Provider {
  const core = createCore(state)
  core.use(frontDoor(state))
  core.use(requireAuthority(state))
  core.use(metadata(state))
  core.use(userinfo(state))
  core.use(interactions(state, core))
  core.use(signOut(state, core))
  core.use(authorize(state, core))
  core.use(tokenEndpoint(state, core))
  return core
}

/** Every path starts with a tenant, by its id, its domain name or an alias. */
function requireAuthority(state: IdentityState): Middleware {
  return async (ctx, next) => {
    const { segment, rest } = parsePath(ctx.path)
    const authority = findAuthority(segment, state.registry)
    if (authority) {
      setTarget(ctx, { authority, path: rest })
      return next()
    }
    answerUnknownTenant(state, ctx, new EntraError(90002, { tenant: segment }))
    return undefined
  }
}

function answerUnknownTenant(state: IdentityState, ctx: Context, error: EntraError): void {
  const { rest } = parsePath(ctx.path)
  const description = describeError(error, correlationIdOf(ctx), state.clock.now())
  const isToken = rest === PATHS.token
  if (!isToken && rest !== PATHS.discovery && rest !== PATHS.keys) {
    sendPage(ctx, { title: 'Sign in', status: 400, body: errorPage(description) })
    return
  }
  ctx.set(tokenCorsHeaders(ctx.req, state.switches))
  ctx.set('Cache-Control', 'no-store, no-cache')
  ctx.set('x-ms-request-id', description.traceId)
  // A browser asks first whether it may send; only then it can read the error.
  ctx.status = ctx.method === 'OPTIONS' ? 204 : 400
  // The documents say so in a word of their own.
  const word = isToken ? {} : { error: 'invalid_tenant' }
  ctx.body = { ...tokenErrorBody(error, description, state.origin), ...word }
}
