import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test as journeys } from './fixtures.ts'

/** Another origin, which answers anything to anybody and remembers what it was asked. */
export interface HostileHost {
  origin: string
  /** The paths asked for, oldest first. */
  paths(): string[]
  /** An address here that sends whoever opens it on to another one. */
  lead(to: string): string
  close(): Promise<void>
}

/** Starts it on a loopback port. No header of its own stands in the way of any use. */
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

/** For journeys that meet it. */
export const test = journeys.extend<{ hostile: HostileHost }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures wanted from this pattern
  hostile: async ({}, use) => {
    const hostile = await startHostileHost()
    await use(hostile)
    await hostile.close()
  },
})
