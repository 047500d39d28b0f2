import type { IncomingMessage, RequestListener } from 'node:http'
import type { Context, Middleware } from 'koa'
import type Provider from 'oidc-provider'
import type { ExchangeLog } from '../control/exchange-log.ts'
import type { Certificate } from '../server/certificate.ts'
import { type LoopbackServer, startLoopbackServer } from '../server/loopback-server.ts'
import { observedListener } from '../server/observed-listener.ts'
import { authorize } from './authorize/authorize.ts'
import { createCore } from './core/create-core.ts'
import { deviceAuthorization, verificationPage } from './device/device-authorization.ts'
import { findAuthority, parsePath, PATHS, setTarget } from './endpoints.ts'
import { describeError, EntraError, tokenErrorBody } from './errors/entra-error.ts'
import { interactions } from './interaction/interaction.ts'
import { metadata } from './metadata.ts'
import { sendPage } from './pages/layout.ts'
import { errorPage } from './pages/pages.ts'
import { rootPages } from './root-pages.ts'
import { signOut } from './sign-out.ts'
import { createIdentityState, type IdentityParts, type IdentityState } from './state.ts'
import { tokenCorsHeaders, tokenEndpoint } from './token/token-endpoint.ts'
import { correlationIdOf, readFields } from './token/token-request.ts'

export interface RunningIdentityProvider {
  server: LoopbackServer
  /** What the server does with a request, for mounting it in another server. */
  listener: RequestListener
  state: IdentityState
  core: Provider
}

/**
 * Starts the identity provider on a loopback port; 0 takes any free one.
 * @param parts its origin is that of the port, unless a proxy in front of it has another
 */
export async function startIdentityProvider(
  parts: Omit<IdentityParts, 'origin'> & {
    log: ExchangeLog
    origin?: string | undefined
    certificate: Certificate | undefined
  },
  port: number,
): Promise<RunningIdentityProvider> {
  // The identity provider needs its own address before it can be created.
  let handler = notReady
  const listener = observedListener(
    {
      ...parts,
      server: 'identity',
      endpointOf,
      corsHeaders: (request) =>
        endpointOf(request) === 'device-code' ? {} : tokenCorsHeaders(request, parts.switches),
    },
    (request, response) => handler(request, response),
  )
  const server = await startLoopbackServer({
    name: 'identity provider',
    port,
    portSetting: 'LOCAL_IDENTITY_PORT (npx local-entra: --identity-port)',
    certificate: parts.certificate,
    listener,
  })
  try {
    const state = createIdentityState({ ...parts, origin: parts.origin ?? server.origin })
    const core = createIdentityProvider(state)
    const handle = core.callback()
    handler = (request, response) => void handle(request, response)
    return { server, listener, state, core }
  } catch (error) {
    await server.close()
    throw error
  }
}

const endpointOf = ({ url = '' }: IncomingMessage) => parsePath(url.split('?')[0] ?? '').endpoint

const notReady: RequestListener = (_, response) => response.writeHead(503).end()

/** Each endpoint answers its own requests and passes on the others, in the end to the core. */
function createIdentityProvider(state: IdentityState): Provider {
  const core = createCore(state)
  core.use(rootPages(state))
  core.use(requireAuthority(state))
  core.use(metadata(state))
  core.use(interactions(state, core))
  core.use(signOut(state, core))
  core.use(deviceAuthorization(state))
  core.use(verificationPage(state))
  core.use(authorize(state, core))
  core.use(tokenEndpoint(state))
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
    return answerUnknownTenant(state, ctx, new EntraError(90002, { tenant: segment }))
  }
}

async function answerUnknownTenant(
  state: IdentityState,
  ctx: Context,
  error: EntraError,
): Promise<void> {
  const { rest } = parsePath(ctx.path)
  const correlationId = correlationIdOf(ctx, (await readFields(ctx)) ?? {})
  const description = describeError(error, correlationId, state.clock.now())
  const isClient = rest === PATHS.token || rest === PATHS['device-code']
  if (!isClient && rest !== PATHS.discovery && rest !== PATHS.keys) {
    sendPage(ctx, { title: 'Sign in', status: 400, body: errorPage(description) })
    return
  }
  // No browser may read a response to a device.
  if (rest !== PATHS['device-code']) ctx.set(tokenCorsHeaders(ctx.req, state.switches))
  ctx.set('Cache-Control', 'no-store, no-cache')
  ctx.set('x-ms-request-id', description.traceId)
  // A preflight has to succeed, or the browser does not send the request that can read the error.
  ctx.status = ctx.method === 'OPTIONS' ? 204 : 400
  // Captured: the documents have another error name than the token endpoint.
  const name = isClient ? {} : { error: 'invalid_tenant' }
  ctx.body = { ...tokenErrorBody(error, description, state.origin), ...name }
}
