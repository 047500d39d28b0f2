import { randomUUID } from 'node:crypto'
import { type IncomingMessage, type RequestListener, STATUS_CODES } from 'node:http'
import { toListener } from '../../../weather-api/weather-api.ts'
import type { ExchangeLog } from '../control/exchange-log.ts'
import type { Faults } from '../faults/faults.ts'
import type { Registry } from '../registrations/registry.ts'
import type { Certificate } from '../server/certificate.ts'
import { type LoopbackServer, startLoopbackServer } from '../server/loopback-server.ts'
import { observedListener } from '../server/observed-listener.ts'
import type { GraphParts } from './access.ts'
import { createGraph, graphCors } from './graph.ts'

export interface RunningGraph {
  server: LoopbackServer
  /** What the server does with a request, for mounting it in another server. */
  listener: RequestListener
  /** Whether a path, with or without a query, is one of Graph's. */
  owns: (url: string) => boolean
  /** Graph answers 503 until it knows the identity provider, which has to know the address of Graph. */
  connect: (parts: GraphParts) => void
}

/**
 * Starts Microsoft Graph on a loopback port, with the exchange log and the faults in front of it.
 * @param port 0 takes any free port
 * @throws {PortTakenError} when the port is in use
 */
export async function startGraph(
  parts: {
    registry: Registry
    faults: Faults
    log: ExchangeLog
    certificate: Certificate | undefined
  },
  port: number,
): Promise<RunningGraph> {
  let handler = notReady
  const listener = observedListener(
    {
      ...parts,
      server: 'graph',
      errorOf: faultyError,
      endpointOf: ({ url = '' }) => (isUserinfo(url) ? 'userinfo' : 'graph'),
      corsHeaders: ({ headers: { origin } }) => graphCors(parts.registry, origin ?? null),
    },
    (request, response) => handler(request, response),
  )
  const server = await startLoopbackServer({
    name: 'local Microsoft Graph',
    port,
    portSetting: 'LOCAL_GRAPH_PORT (npx local-entra: --graph-port)',
    certificate: parts.certificate,
    listener,
  })
  return {
    server,
    listener,
    owns: (url) => isUserinfo(url) || /^\/(v1\.0|beta)\/(me|users)(?=$|[/?])/i.test(url),
    connect: (graphParts) => {
      handler = toListener(createGraph(graphParts))
    },
  }
}

/** The error of a fault, in the shape of Graph: `TooManyRequests` for 429. */
function faultyError({ headers }: IncomingMessage, status: number) {
  const requestId = randomUUID()
  const clientRequestId = headers['client-request-id']
  const ids = { 'request-id': requestId, 'client-request-id': String(clientRequestId ?? requestId) }
  const message = STATUS_CODES[status] ?? 'Unknown Error'
  const innerError = { date: new Date().toISOString().slice(0, 19), ...ids }
  return {
    headers: ids,
    body: { error: { code: message.replaceAll(' ', ''), message, innerError } },
  }
}

const notReady: RequestListener = (_, response) => response.writeHead(503).end()

const isUserinfo = (url: string) => /^\/oidc\/userinfo(?=$|[/?])/i.test(url)
