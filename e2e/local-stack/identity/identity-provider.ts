import type { Middleware } from 'koa'
import type Provider from 'oidc-provider'
import { findAuthority, setTarget } from './authority.ts'
import { authorize } from './authorize/authorize.ts'
import { createCore } from './core/create-core.ts'
import { parsePath, PATHS } from './endpoints.ts'
import { describeError } from './errors/describe-error.ts'
import { EntraError } from './errors/entra-error.ts'
import { tokenErrorBody } from './errors/token-error-body.ts'
import type { IdentityState } from './identity-state.ts'
import { interactions } from './interaction/interaction.ts'
import { metadata } from './metadata/metadata.ts'
import { errorPage } from './pages/error-page.ts'
import { sendPage } from './pages/send-page.ts'
import { signOut } from './sign-out/sign-out.ts'
import { tokenEndpoint } from './token/token-endpoint.ts'
import { userinfo } from './userinfo/userinfo.ts'

/** The identity provider: one endpoint after the other looks at a request, then the core. */
export function createIdentityProvider(state: IdentityState): Provider {
  const core = createCore(state)
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
    const error = new EntraError(90002, { tenant: segment })
    const description = describeError(error, undefined, state.clock.now())
    ctx.set('Access-Control-Allow-Origin', '*')
    if (rest === PATHS.discovery || rest === PATHS.keys || rest === PATHS.token) {
      ctx.status = 400
      // The documents say so in a word of their own.
      const word = rest === PATHS.token ? {} : { error: 'invalid_tenant' }
      ctx.body = { ...tokenErrorBody(error, description, state.origin), ...word }
    } else sendPage(ctx, { title: 'Sign in', status: 400, body: errorPage(description) })
    return undefined
  }
}
