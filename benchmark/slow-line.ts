import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A line to the servers, as slow as a person's. */
export interface LineSpeed {
  /** Milliseconds there and back. */
  roundTrip: number
  bitsPerSecond: number
  /** Round trips until a new connection carries its first request: one for TCP, one for TLS 1.3. */
  handshakeTrips: number
}

export interface SlowLine {
  /** @returns the same address by way of this line */
  lead: (origin: string) => Promise<string>
  close: () => void
}

/**
 * Leads to servers on this machine by way of ports that are slow. The browser's own throttling slows neither preflights nor
 * the opening of connections; a line does, and all connections share it.
 */
export function openSlowLine(speed: LineSpeed): SlowLine {
  const servers: Server[] = []
  const up = createLane(speed)
  const down = createLane(speed)

  function carry(near: Socket, far: Socket): void {
    const openAt = performance.now() + speed.handshakeTrips * speed.roundTrip
    pass(near, far, (bytes) => up(bytes, openAt))
    pass(far, near, (bytes) => down(bytes, 0))
  }

  async function lead(origin: string): Promise<string> {
    const { hostname, port } = new URL(origin)
    const server = createServer({ noDelay: true }, (near) => {
      carry(near, connect({ host: hostname, port: Number(port), noDelay: true }))
    })
    servers.push(server.listen(0, '127.0.0.1'))
    await once(server, 'listening')
    return `http://localhost:${(server.address() as AddressInfo).port}`
  }

  return { lead, close: () => servers.forEach((server) => server.close()) }
}

/** One direction: what is sent waits for what was sent before, and then travels half a round trip. */
function createLane({ roundTrip, bitsPerSecond }: LineSpeed) {
  let freeAt = 0
  return (bytes: number, notBefore: number): number => {
    const startsAt = Math.max(performance.now(), notBefore, freeAt)
    freeAt = startsAt + (bytes * 8 * 1000) / bitsPerSecond
    return freeAt + roundTrip / 2
  }
}

function pass(from: Socket, to: Socket, arrival: (bytes: number) => number): void {
  let last: Promise<unknown> = Promise.resolve()
  from.on('data', (chunk: Buffer) => {
    const at = arrival(chunk.byteLength)
    last = last.then(() => sleep(at - performance.now())).then(() => to.write(chunk))
  })
  from.on('end', () => {
    last = last.then(() => to.end())
  })
  // Whoever hangs up takes the other side along.
  from.on('error', () => to.destroy())
  from.on('close', () => to.destroySoon())
}
