import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

// Below the ports that systems use for connections (Linux begins at 32768, others at 49152): by the time another process
// listens, no connection has taken such a port.
const first = 20_000
const last = 32_000

/**
 * Finds unused ports, for servers in other processes.
 * @returns different ports, each free on every address of this machine
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = []
  while (servers.length < count) {
    const server = createServer().listen(randomInt(first, last))
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
