import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface NetworkSpeed {
  /** Milliseconds. */
  roundTrip: number
  bitsPerSecond: number
  /** Round trips until a new connection carries its first request: one for TCP, one for TLS 1.3. */
  handshakeTrips: number
}

export interface SlowNetwork {
  /** @returns an origin on this network that leads to the given one */
  lead: (origin: string) => Promise<string>
  close: () => void
}

/**
 * Puts a slow port in front of each server. The browser's own throttling slows neither preflights nor new connections; this
 * does. All connections share the bandwidth.
 */
export function openSlowNetwork(speed: NetworkSpeed): SlowNetwork {
  const servers: Server[] = []
  const up = createDirection(speed)
  const down = createDirection(speed)

  function join(client: Socket, server: Socket): void {
    const openAt = performance.now() + speed.handshakeTrips * speed.roundTrip
    copy(client, server, (bytes) => up(bytes, openAt))
    copy(server, client, (bytes) => down(bytes, 0))
  }

  async function lead(origin: string): Promise<string> {
    const { hostname: host, port } = new URL(origin)
    const server = createServer({ noDelay: true }, (client) => {
      join(client, connect({ host, port: Number(port), noDelay: true }))
    })
    servers.push(server.listen(0, '127.0.0.1'))
    await once(server, 'listening')
    return `http://localhost:${(server.address() as AddressInfo).port}`
  }

  return { lead, close: () => servers.forEach((server) => server.close()) }
}

/** @returns when bytes arrive: they wait for earlier ones, and then take half a round trip */
function createDirection({ roundTrip, bitsPerSecond }: NetworkSpeed) {
  let freeAt = 0
  return (bytes: number, notBefore: number): number => {
    const startsAt = Math.max(performance.now(), notBefore, freeAt)
    freeAt = startsAt + (bytes * 8 * 1000) / bitsPerSecond
    return freeAt + roundTrip / 2
  }
}

function copy(from: Socket, to: Socket, arrival: (bytes: number) => number): void {
  let last: Promise<unknown> = Promise.resolve()
  from.on('data', (chunk: Buffer) => {
    const at = arrival(chunk.byteLength)
    last = last.then(() => sleep(at - performance.now())).then(() => to.write(chunk))
  })
  from.on('end', () => {
    last = last.then(() => to.end())
  })
  from.on('error', () => to.destroy())
  from.on('close', () => to.destroySoon())
}
