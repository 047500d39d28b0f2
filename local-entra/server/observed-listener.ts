import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Exchange, ExchangeLog } from '../control/exchange-log.ts'
import type { Endpoint, Faults, WireFault } from '../faults/faults.ts'

export interface Observation {
  server: Exchange['server']
  endpointOf: (request: IncomingMessage) => Endpoint
  /** CORS headers of an answer, so that a browser can read a fault as it reads a real answer. */
  corsHeaders: (request: IncomingMessage) => Record<string, string>
  faults: Faults
  log: ExchangeLog
}

/** Puts the exchange log and the faults in front of a server. */
export function observedListener(
  observation: Observation,
  listener: RequestListener,
): RequestListener {
  return (request, response) => {
    const endpoint = observation.endpointOf(request)
    observation.log.observe({ server: observation.server, endpoint }, request, response)
    // A preflight is not the request: counting it would make "once" mean "never".
    const fault = request.method === 'OPTIONS' ? undefined : observation.faults.takeWire(endpoint)
    if (fault) void applyFault(fault, observation, listener, request, response)
    else listener(request, response)
  }
}

async function applyFault(
  fault: WireFault,
  { corsHeaders }: Observation,
  listener: RequestListener,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (fault.latency) await wait(fault.latency, undefined, { ref: false })
  if (fault.hang) return
  if (fault.drop) {
    request.socket.destroy()
    return
  }
  if (fault.status === undefined && fault.body === undefined) {
    listener(request, response)
    return
  }
  response.writeHead(fault.status ?? 200, {
    'content-type': typeof fault.body === 'object' ? 'application/json' : 'text/plain',
    'cache-control': 'no-store',
    ...corsHeaders(request),
    ...fault.headers,
  })
  response.end(typeof fault.body === 'object' ? JSON.stringify(fault.body) : (fault.body ?? ''))
}
