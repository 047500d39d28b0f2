import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Another origin, which answers anything to anybody and remembers what it was asked. */
export interface HostileHost {
  origin: string
  /** The paths asked for, oldest first. */
  paths(): string[]
  close(): Promise<void>
}

/** Starts it on a loopback port. No header of its own stands in the way of any use. */
export async function startHostileHost(): Promise<HostileHost> {
  const paths: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    paths.push(path)
    response.writeHead(200, {
      'content-type': typeOf(path),
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
      'cross-origin-resource-policy': 'cross-origin',
    })
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    paths: () => [...paths],
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
