import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

// Below the ports that systems use for connections (Linux begins at 32768, others at 49152): by the time another process
// listens, no connection has taken such a port.
const first = 20_000
const count = 12_000

// A port is free again until its server listens. So none is given twice in a row, and processes that choose at the same
// time begin at different ports.
let next = (process.pid * 100) % count

function nextPort(): number {
  next = (next + 1) % count
  return first + next
}

/**
 * Finds unused ports, for servers in other processes.
 * @returns different ports, each free on every address of this machine
 */
export async function freePorts(wanted: number): Promise<number[]> {
  const servers: Server[] = []
  while (servers.length < wanted) {
    const server = createServer().listen(nextPort())
    await once(server, 'listening').then(
      () => servers.push(server),
      () => undefined,
    )
  }
  const ports = servers.map((server) => Number(Object(server.address()).port))
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}

/** Finds one unused port; see {@link freePorts}. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1)
  return port
}
