import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import * as v from 'valibot'
import { browserName, type Step, stepSchema } from './transcript.ts'
import type { Settings } from './walk.js'

export interface WalkServer {
  /** Resolves when the page has finished. */
  done: Promise<{ browser: string; steps: Step[] }>
  close: () => void
}

/**
 * Serves the page that takes the walk, at `http://localhost:<port>/`, to browsers on this machine alone.
 * @throws {Error} when the port is in use
 */
export async function startWalkServer(port: number, settings: Settings): Promise<WalkServer> {
  const walk = { browser: '', steps: [] as Step[] }
  let finish: (() => void) | undefined
  const done = new Promise<typeof walk>((resolve) => (finish = () => resolve(walk)))
  const commands: Record<string, (body: unknown) => void> = {
    '/start': (body) => {
      const { browser } = v.parse(v.object({ browser: v.string() }), body)
      Object.assign(walk, { browser: browserName(browser), steps: [] })
    },
    '/step': (body) => void walk.steps.push(v.parse(stepSchema, body)),
    '/done': () => finish?.(),
  }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url?.split('?')[0] ?? ''
    response.setHeader('cache-control', 'no-store')
    // Neither another page nor another name of this machine (DNS rebinding) may use it.
    if (request.headers.host !== `localhost:${port}`) return response.writeHead(403).end()
    if (request.method === 'POST') {
      const isOwn = request.headers.origin === `http://localhost:${port}`
      const command = Object.hasOwn(commands, path) ? commands[path] : undefined
      if (!isOwn || !command) return response.writeHead(403).end()
      command(JSON.parse(await readShort(request)))
      return response.writeHead(204).end()
    }
    if (path === '/settings') return send(response, 'application/json', JSON.stringify(settings))
    const file = path === '/' ? 'page.html' : path.slice(1)
    if (!files.has(file)) return response.writeHead(404).end()
    response.setHeader('content-security-policy', policyFor(settings))
    response.setHeader('referrer-policy', 'no-referrer')
    const type = file.endsWith('.js') ? 'text/javascript' : 'text/html'
    return send(response, `${type}; charset=utf-8`, await readFile(new URL(file, import.meta.url)))
  }
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(400).end())
  })
  await new Promise<void>((listening, reject) => {
    server.once('error', reject).listen(port, 'localhost', listening)
  })
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { done, close }
}

const files = new Set(['page.html', 'page.js', 'walk.js', 'shape.js'])

function send(response: ServerResponse, type: string, body: string | Buffer): ServerResponse {
  return response.writeHead(200, { 'content-type': type }).end(body)
}

async function readShort(request: IncomingMessage): Promise<string> {
  if (Number(request.headers['content-length'] ?? Infinity) > 20_000) throw new Error('too long')
  return text(request)
}

function policyFor({ endpoints, apiUrl }: Settings): string {
  const origins = [endpoints.token_endpoint, ...(apiUrl === undefined ? [] : [apiUrl])]
  const connect = [...new Set(origins.map((url) => new URL(url).origin))].join(' ')
  return `default-src 'none'; script-src 'self'; connect-src 'self' ${connect}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}
