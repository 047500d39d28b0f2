import type { RequestListener } from 'node:http'
import type Provider from 'oidc-provider'
import type { ExchangeLog } from '../control/exchange-log.ts'
import { type LoopbackServer, startLoopbackServer } from '../server/loopback-server.ts'
import { observedListener } from '../server/observed-listener.ts'
import { createIdentityState, type IdentityParts } from './create-identity-state.ts'
import { parsePath } from './endpoints.ts'
import { createIdentityProvider } from './identity-provider.ts'
import type { IdentityState } from './identity-state.ts'
import { tokenCorsHeaders } from './token/token-cors.ts'

export interface RunningIdentityProvider {
  server: LoopbackServer
  state: IdentityState
  core: Provider
}

/**
 * Starts the identity provider on a loopback port; 0 takes any free one.
 * @param parts its origin is that of the port, unless something in front of it gives it another
 */
export async function startIdentityProvider(
  parts: Omit<IdentityParts, 'origin'> & { log: ExchangeLog; origin?: string | undefined },
  port: number,
): Promise<RunningIdentityProvider> {
  // It needs to know its own address before it can be made.
  let listener = notReady
  const server = await startLoopbackServer({
    name: 'identity provider',
    port,
    portSetting: 'LOCAL_IDENTITY_PORT',
    listener: observedListener(
      {
        ...parts,
        server: 'identity',
        endpointOf: ({ url = '' }) => parsePath(url.split('?')[0] ?? '').endpoint,
        corsHeaders: (request) => tokenCorsHeaders(request, parts.switches),
      },
      (request, response) => listener(request, response),
    ),
  })
  const state = createIdentityState({ ...parts, origin: parts.origin ?? server.origin })
  const core = createIdentityProvider(state)
  const handle = core.callback()
  listener = (request, response) => void handle(request, response)
  return { server, state, core }
}

const notReady: RequestListener = (_, response) => response.writeHead(503).end()
