import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test as journeys } from './fixtures.ts'

/** Another origin, which responds to every request and records its path. */
export interface HostileHost {
  origin: string
  /** The requested paths, oldest first. */
  paths(): string[]
  /** @returns a URL of this host that redirects to another one */
  lead(to: string): string
  close(): Promise<void>
}

/** Starts it on a loopback port. Its headers allow every use. */
async function startHostileHost(): Promise<HostileHost> {
  const paths: string[] = []
  const ways = new Map<string, string>()
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    paths.push(path)
    const location = ways.get(path)
    response.writeHead(location === undefined ? 200 : 302, {
      ...(location !== undefined && { location }),
      'content-type': typeOf(path),
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
      'cross-origin-resource-policy': 'cross-origin',
    })
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    paths: () => [...paths],
    lead: (to) => {
      const path = `/lead/${ways.size}`
      ways.set(path, to)
      return origin + path
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function typeOf(path: string): string {
  if (path.endsWith('.js')) return 'text/javascript'
  if (path.endsWith('.css')) return 'text/css'
  return 'text/html'
}

/** For journeys with a hostile host. */
export const test = journeys.extend<{ hostile: HostileHost }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures wanted from this pattern
  hostile: async ({}, use) => {
    const hostile = await startHostileHost()
    await use(hostile)
    await hostile.close()
  },
})
