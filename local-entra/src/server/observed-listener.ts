import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Exchange, ExchangeLog } from '../control/exchange-log.ts'
import type { Endpoint, Faults, WireFault } from '../faults/faults.ts'

/** What the log and the faults need to know about a server. */
export interface Observation {
  server: Exchange['server']
  endpointOf: (request: IncomingMessage) => Endpoint
  /** The CORS headers of a faulty response: those of a real response, so that a browser can read it. */
  corsHeaders: (request: IncomingMessage) => Record<string, string>
  /** The error of a server that describes each of its errors, for a fault that has a status and no body. */
  errorOf?: (
    request: IncomingMessage,
    status: number,
  ) => Required<Pick<WireFault, 'headers' | 'body'>>
  faults: Faults
  log: ExchangeLog
}

/** Records the exchanges of a server, and applies the faults before it sees a request. */
export function observedListener(
  observation: Observation,
  listener: RequestListener,
): RequestListener {
  return (request, response) => {
    const endpoint = observation.endpointOf(request)
    observation.log.observe({ server: observation.server, endpoint }, request, response)
    // A preflight must not use up a fault that is to happen once.
    const fault = request.method === 'OPTIONS' ? undefined : observation.faults.takeWire(endpoint)
    if (fault) void applyFault(fault, observation, listener, request, response)
    else listener(request, response)
  }
}

async function applyFault(
  fault: WireFault,
  { corsHeaders, errorOf }: Observation,
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
  const { status = 200 } = fault
  const own = fault.body === undefined && status >= 400 ? errorOf?.(request, status) : undefined
  const body = own?.body ?? fault.body ?? ''
  response.writeHead(status, {
    'content-type': typeof body === 'object' ? 'application/json' : 'text/plain',
    'cache-control': 'no-store',
    ...corsHeaders(request),
    ...own?.headers,
    ...fault.headers,
  })
  response.end(typeof body === 'object' ? JSON.stringify(body) : body)
}
