import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Certificate } from './certificate.ts'

/** A server that only this machine can reach, and that can really go away and come back. */
export interface LoopbackServer {
  port: number
  origin: string
  /** Closes the port, as if the server had died. */
  pause(): Promise<void>
  /** Opens the same port again. */
  resume(): Promise<void>
  close(): Promise<void>
}

export interface LoopbackServerSettings {
  /** What this server is, for messages: "identity provider". */
  name: string
  /** Port to listen on; 0 takes any free one. */
  port: number
  /** What a person changes when the port is taken. */
  portSetting: string
  /** Serves https with it; plain http without. */
  certificate?: Certificate | undefined
  listener: RequestListener
}

/** `localhost` means IPv4 in one browser and IPv6 in the next, so both are answered. */
const LOOPBACK_ADDRESSES = ['127.0.0.1', '::1'] as const
const NO_IPV6 = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])

/** Whether a `Host` header names this machine, as its browsers call it. */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host ?? '')
}

/** Starts a server on the loopback addresses. Throws PortTakenError when the port is in use. */
export async function startLoopbackServer(
  settings: LoopbackServerSettings,
): Promise<LoopbackServer> {
  let servers = await listenOnAnyFreePort(settings, settings.port === 0 ? 5 : 1)
  const port = portOf(servers)
  let last = Promise.resolve()
  // One after the other: two calls of `resume` at once would take the port from each other.
  const inTurn = (change: () => Promise<void>) => () => {
    const next = last.then(change)
    last = next.catch(() => undefined)
    return next
  }
  const pause = inTurn(async () => {
    const closing = servers
    servers = []
    await Promise.all(closing.map(closeServer))
  })
  return {
    port,
    origin: `${settings.certificate ? 'https' : 'http'}://localhost:${port}`,
    pause,
    resume: inTurn(async () => {
      if (servers.length === 0) servers = await listenOnBoth({ ...settings, port })
    }),
    close: pause,
  }
}

async function listenOnAnyFreePort(
  settings: LoopbackServerSettings,
  attempts: number,
): Promise<Server[]> {
  try {
    return await listenOnBoth(settings)
  } catch (error) {
    // The port that was free on one address can be taken on the other.
    if (attempts > 1 && error instanceof PortTakenError) {
      return listenOnAnyFreePort(settings, attempts - 1)
    }
    throw error
  }
}

async function listenOnBoth(settings: LoopbackServerSettings): Promise<Server[]> {
  const servers: Server[] = []
  let { port } = settings
  try {
    for (const address of LOOPBACK_ADDRESSES) {
      const server = await listen({ ...settings, port }, address)
      if (server) servers.push(server)
      port = portOf(servers)
    }
  } catch (error) {
    await Promise.all(servers.map(closeServer))
    throw error
  }
  return servers
}

function portOf([server]: Server[]): number {
  const address = server?.address()
  if (!address || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

function listen(settings: LoopbackServerSettings, address: string): Promise<Server | undefined> {
  const { certificate, listener } = settings
  const server = certificate
    ? createTlsServer({ cert: certificate.cert, key: certificate.key }, listener)
    : createServer(listener)
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new PortTakenError(settings))
      else if (address === '::1' && NO_IPV6.has(error.code ?? '')) resolve(undefined)
      else reject(error)
    })
    server.listen(settings.port, address, () => resolve(server))
  })
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** The port is in use. The message is complete for a user. */
export class PortTakenError extends Error {
  override name = 'PortTakenError'

  constructor({ name, port, portSetting }: { name: string; port: number; portSetting: string }) {
    super(
      `Port ${port}, wanted for the ${name}, is already in use. ` +
        `Stop what uses it, or choose another port with ${portSetting}.`,
    )
  }
}
