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
  /** The server name in the TLS handshake (RFC 6066 §3). */
  serverName: string | false
  body: string
}

export interface StrictServer {
  port: number
  /** All requests. */
  arrivals: Arrival[]
  close: () => Promise<void>
}

interface Identity {
  name: string
  certificate: Certificate
  /** The intermediate certificates, which the server sends too. */
  intermediates?: readonly Certificate[]
  /** The certificate for clients without a server name, or with another one. */
  other: Certificate
  maxVersion?: SecureVersion
  /** 127.0.0.1 by default. */
  address?: string
  port?: number
}

/**
 * An https server as strict as those of clouds: it presents its certificate only for its own server name (SNI), and returns
 * 421 for any other `Host` (RFC 9110 §15.5.20).
 * @param listener handles the other requests
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
      // Not before, so that an arrival is complete when there is a response.
      request.once('end', () => {
        if (headers.host === `${name}:${portOf()}`) listener(request, response)
        else response.writeHead(421).end()
      })
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
