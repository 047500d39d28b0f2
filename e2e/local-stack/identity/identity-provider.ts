import type { RequestListener } from 'node:http'
import type { Middleware } from 'koa'
import { authorize } from './authorize/authorize.ts'
import { createCore } from './core/create-core.ts'
import { parsePath } from './endpoints.ts'
import { describeError } from './errors/describe-error.ts'
import { EntraError } from './errors/entra-error.ts'
import type { IdentityState } from './identity-state.ts'
import { interactionPages } from './interaction/interaction-pages.ts'
import { metadata } from './metadata/metadata.ts'
import { errorPage } from './pages/error-page.ts'
import { sendPage } from './pages/send-page.ts'
import { signOut } from './sign-out/sign-out.ts'
import { tokenEndpoint } from './token/token-endpoint.ts'

/** The identity provider as a listener: one path after the other, then the core. */
export function createIdentityProvider(state: IdentityState): RequestListener {
  const core = createCore(state)
  core.use(requireTenant(state))
  core.use(metadata(state))
  core.use(interactionPages(state, core))
  core.use(signOut(state, core))
  core.use(authorize(state, core))
  core.use(tokenEndpoint(state, core))
  const handle = core.callback()
  return (request, response) => void handle(request, response)
}

/** Every path starts with a tenant, by its id or its domain name. */
function requireTenant(state: IdentityState): Middleware {
  return async (ctx, next) => {
    const { tenant: segment, rest } = parsePath(ctx.path)
    const tenant = state.registry.tenant(segment)
    if (tenant) {
      Object.assign(ctx.state, { tenant, rest })
      return next()
    }
    const error = new EntraError(90002, { tenant: segment })
    const description = describeError(error, undefined, state.clock.now())
    sendPage(ctx, { title: 'Sign in', status: 400, body: errorPage(description) })
    return undefined
  }
}
