import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createSecureContext, type SecureVersion } from 'node:tls'
import type { Certificate } from '../../../command-line/testing/certificates.ts'

/** A request as it arrived. */
export interface Arrival {
  method: string | undefined
  url: string | undefined
  headers: IncomingMessage['headers']
  /** The name that the client asked for in the TLS handshake (RFC 6066 §3). */
  serverName: string | false
  body: string
}

export interface StrictServer {
  port: number
  /** Everything that arrived, answered or not. */
  arrivals: Arrival[]
  close: () => Promise<void>
}

interface Identity {
  name: string
  certificate: Certificate
  /** Sent along: those between the certificate and its root. */
  intermediates?: readonly Certificate[]
  /** What a client gets that asks for no name, or for another one. */
  other: Certificate
  maxVersion?: SecureVersion
  /** Where it listens: a free port of 127.0.0.1 by default. */
  address?: string
  port?: number
}

/**
 * A server at https that is as strict as one of a cloud: it shows its certificate to clients that ask for its name alone
 * (SNI), and answers 421 to every other Host (RFC 9110 §15.5.20).
 * @param listener answers what passes
 */
export async function startStrictServer(
  { name, certificate, intermediates = [], other, ...settings }: Identity,
  listener: RequestListener = answerOk,
): Promise<StrictServer> {
  const chain = [certificate, ...intermediates].map(({ cert }) => cert)
  const own = createSecureContext({ cert: chain.join('\n'), key: certificate.key })
  const { maxVersion = 'TLSv1.3', address = '127.0.0.1', port = 0 } = settings
  const arrivals: Arrival[] = []
  const server = createServer(
    {
      ...other,
      maxHeaderSize: 64 * 1024,
      minVersion: 'TLSv1',
      maxVersion,
      SNICallback: (asked, done) => done(null, asked === name ? own : undefined),
    },
    (request, response) => {
      const { method, url, headers, socket } = request
      const { servername = false } = socket as { servername?: string | false }
      const arrival: Arrival = { method, url, headers, serverName: servername, body: '' }
      arrivals.push(arrival)
      request.on('data', (bytes: Buffer) => (arrival.body += bytes.toString()))
      if (headers.host === `${name}:${portOf()}`) listener(request, response)
      else response.writeHead(421).end()
    },
  )
  const portOf = () => (server.address() as AddressInfo).port
  await new Promise<void>((resolve) => server.listen(port, address, resolve))
  return {
    port: portOf(),
    arrivals,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function answerOk(_: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Content-Type', 'application/json').end('[]')
}
