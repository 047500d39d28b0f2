import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type RequestListener,
  type RequestOptions,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Server } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Certificate } from './certificates.ts'

/** A server for a test, on a loopback port. */
export interface TestServer {
  port: number
  close: () => Promise<void>
}

export async function startServer(listener: RequestListener): Promise<TestServer> {
  return listen(createServer(listener))
}

export async function startTlsServer(
  certificate: Certificate,
  listener: RequestListener,
): Promise<TestServer> {
  // Accept every cipher: the client under test decides what is too weak.
  return listen(createTlsServer({ ...certificate, ciphers: 'DEFAULT:@SECLEVEL=0' }, listener))
}

/**
 * Ends TLS for a server on this machine that speaks plain HTTP.
 * @param target returns the origin of the server, for each request
 */
export function startTlsFront(certificate: Certificate, target: () => string): Promise<TestServer> {
  return startTlsServer(certificate, forwardTo(target, 'https'))
}

/** Changes the headers of a response. */
export type Amend = (headers: IncomingHttpHeaders) => IncomingHttpHeaders

/**
 * Forwards every request to another server on this machine.
 * @param target returns its origin, for each request
 * @param protocol of the requests that arrive
 */
export function forwardTo(
  target: () => string,
  protocol: 'http' | 'https',
  amend?: Amend,
): RequestListener {
  return (incoming, response) => {
    const { hostname, port } = new URL(target())
    const headers = { ...incoming.headers, 'x-forwarded-proto': protocol }
    forward(incoming, response, { hostname, port, path: incoming.url, headers }, amend)
  }
}

/**
 * Forwards one port of this machine under the name of another host, with TLS, as GitHub Codespaces does.
 * @param port returns the port, for each request
 */
export function startTunnel(
  certificate: Certificate,
  host: string,
  port: () => number,
): Promise<TestServer> {
  return startTlsServer(certificate, (incoming, response) => {
    const headers = {
      ...incoming.headers,
      host: `localhost:${port()}`,
      'x-forwarded-host': host,
      'x-forwarded-proto': 'https',
    }
    forward(incoming, response, { port: port(), path: incoming.url, headers })
  })
}

/** A company's proxy, which alone resolves the names. */
export interface TestProxy extends TestServer {
  /** The requests that it got: `CONNECT host:port`, or `GET http://…`. */
  asked: string[]
}

/**
 * @param ports of the servers, by host name
 * @param credentials required, as `user:password`
 */
export async function startProxy(
  ports: Readonly<Record<string, number>>,
  credentials?: string,
): Promise<TestProxy> {
  const asked: string[] = []
  const tunnels = new Set<Duplex>()
  const basic = `Basic ${Buffer.from(credentials ?? '').toString('base64')}`
  const refusalOf = ({ headers }: IncomingMessage, hostname: string) => {
    if (credentials !== undefined && headers['proxy-authorization'] !== basic) return 407
    return ports[hostname] === undefined ? 502 : undefined
  }
  const server = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url}`)
    const { hostname, pathname } = new URL(incoming.url ?? '')
    const refusal = refusalOf(incoming, hostname)
    if (refusal !== undefined) {
      response.writeHead(refusal).end()
      return
    }
    const { headers } = incoming
    forward(incoming, response, { port: ports[hostname], path: pathname, headers })
  })
  server.on('connect', (incoming: IncomingMessage, socket: Duplex) => {
    asked.push(`CONNECT ${incoming.url}`)
    const hostname = incoming.url?.replace(/:\d+$/, '') ?? ''
    const refusal = refusalOf(incoming, hostname)
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal} Refused\r\n\r\n`)
      return
    }
    const upstream = connect(ports[hostname] ?? 0, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(socket)
      socket.pipe(upstream)
    })
    upstream.on('error', () => socket.destroy())
    socket.on('error', () => upstream.destroy())
    tunnels.add(socket)
  })
  const { port, close } = await listen(server)
  const closeAll = () => {
    for (const socket of tunnels) socket.destroy()
    return close()
  }
  return { port, close: closeAll, asked }
}

function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  to: RequestOptions,
  amend: Amend = (headers) => headers,
): void {
  const onward = request({ ...to, method: incoming.method }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, amend(answer.headers))
    answer.pipe(response)
  })
  onward.on('error', () => response.destroy())
  incoming.pipe(onward)
}

async function listen(server: Server & { closeAllConnections?: () => void }): Promise<TestServer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections?.()
      }),
  }
}
