import { request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { generate } from 'selfsigned'

export interface TlsFront {
  port: number
  close: () => Promise<void>
}

/**
 * Answers on a loopback port as a host of the internet would, with a certificate of its own making, and hands everything
 * on to a server without TLS.
 * @param host the name in the certificate
 * @param target origin of the server behind it
 */
export async function startTlsFront(host: string, target: string): Promise<TlsFront> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: host }], {
    keyType: 'ec',
  })
  const server = createServer({ key, cert }, (request, response) => {
    handOn(request, response, new URL(target))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function handOn(request: IncomingMessage, response: ServerResponse, target: URL): void {
  const { hostname, port } = target
  const { method, url: path, headers } = request
  const onward = forward(
    { hostname, port, method, path, headers: { ...headers, 'x-forwarded-proto': 'https' } },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    },
  )
  onward.on('error', () => response.destroy())
  request.pipe(onward)
}
