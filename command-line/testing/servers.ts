import { createServer, type IncomingMessage, request, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Server } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Certificate } from './certificates.ts'

/** A server of a test, on a loopback port. */
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
  return listen(createTlsServer(certificate, listener))
}

/** A proxy of a company: names resolve here and nowhere else. */
export interface TestProxy extends TestServer {
  /** What was asked for: `CONNECT host:port`, or `GET http://…`. */
  asked: string[]
}

/**
 * @param ports of the servers behind the names that the proxy knows
 * @param credentials `user:password` that it demands
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
    const onward = request(
      { port: ports[hostname], path: pathname, headers: incoming.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    incoming.pipe(onward)
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
