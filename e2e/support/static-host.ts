import { serve, type ServerType } from '@hono/node-server'
import { Hono } from 'hono'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { extname, join, posix } from 'node:path'
import { contentTypes } from '../../deploy/hosts/content-types.ts'
import {
  basePathOf,
  routeExpression,
  type StaticWebAppConfig,
} from '../../deploy/hosts/static-web-app.ts'
import { readHosting } from '../../deploy/hosts/write-deployment.ts'
import { sendFile } from './send-file.ts'

export interface StaticHost {
  origin: string
  close: () => Promise<void>
}

/**
 * Serves a built app as Azure Static Web Apps would. Headers, routes and fallback come from the deployed
 * `staticwebapp.config.json` in the folder, read at each request. The host has only this folder, at the base path that the
 * file names.
 * @param root the folder
 * @param port 0 for any free port
 */
export async function startStaticHost(root: string, port = 0): Promise<StaticHost> {
  const app = new Hono().get('*', async (context) => {
    const hosting = await readHosting(root)
    const path = decodeURIComponent(new URL(context.req.url).pathname)
    if (`${path}/` === basePathOf(hosting)) return context.redirect(`${path}/`, 301)
    const found = await findFile(root, path, hosting)
    const headers = headersOf(hosting, path)
    if (!found) return context.body('Not found', 404, { ...headers, 'Cache-Control': 'no-store' })
    return sendFile(context, found.body, {
      ...headers,
      'Content-Type': typeOf(found.name, hosting),
    })
  })
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const { port: actual } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${actual}`,
    close: () => closeServer(server),
  }
}

async function findFile(root: string, path: string, hosting: StaticWebAppConfig) {
  const basePath = basePathOf(hosting)
  if (!path.startsWith(basePath)) return undefined
  const wanted = posix.normalize(path.slice(basePath.length - 1)).replace(/^\/$/, '/index.html')
  const body = await readFile(join(root, wanted)).catch(() => undefined)
  if (body && wanted !== '/staticwebapp.config.json') return { name: wanted, body: toBytes(body) }
  if (hosting.navigationFallback.exclude.some((pattern) => matches(pattern, path))) return undefined
  const name = '/index.html'
  return { name, body: toBytes(await readFile(join(root, name))) }
}

function toBytes(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer)
}

function headersOf({ globalHeaders, routes }: StaticWebAppConfig, path: string) {
  const rule = routes.find(({ route }) => matches(route, path))
  return { ...globalHeaders, ...rule?.headers }
}

function matches(pattern: string, path: string): boolean {
  return new RegExp(routeExpression(pattern)).test(path)
}

function typeOf(name: string, { mimeTypes }: StaticWebAppConfig): string {
  const extension = extname(name)
  return mimeTypes[extension] ?? contentTypes[extension] ?? 'application/octet-stream'
}

/** Closes a server and its connections. Node waits for unused connections, which browsers keep open. */
export function closeServer(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
}
