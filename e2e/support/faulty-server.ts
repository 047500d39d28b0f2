import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { AddressInfo } from 'node:net'
import { closeServer, type StaticHost } from './static-host.ts'

/** A response that a fault can change. */
export interface OpenAnswer {
  status: number
  headers: Headers
  body: string
}

/** Changes a response in place. */
export type ServerFault = (answer: OpenAnswer, request: Request) => void

const ofTheConnection = ['connection', 'content-encoding', 'content-length', 'transfer-encoding']

/**
 * Starts a proxy in front of a real server that changes its responses, on a loopback port of its own.
 * @param target origin of the real server, which this server's origin replaces in the body of each response
 * @param admit resolves when a request may be answered; without it, at once
 */
export async function startFaultyServer(
  target: string,
  fault: ServerFault,
  admit?: (request: Request) => Promise<void>,
): Promise<StaticHost> {
  let origin = ''
  const app = new Hono().all('*', async ({ req: { raw } }) => {
    await admit?.(raw)
    const answer = await forward(raw, target)
    answer.body = answer.body.replaceAll(target, origin)
    fault(answer, raw)
    const hasBody = ![204, 304].includes(answer.status)
    return new Response(hasBody ? answer.body : null, answer)
  })
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  origin = `http://localhost:${(server.address() as AddressInfo).port}`
  return { origin, close: () => closeServer(server) }
}

async function forward(request: Request, target: string): Promise<OpenAnswer> {
  const { pathname, search } = new URL(request.url)
  const headers = new Headers(request.headers)
  for (const name of ['host', ...ofTheConnection]) headers.delete(name)
  const response = await fetch(target + pathname + search, {
    method: request.method,
    headers,
    redirect: 'manual',
    ...(request.method === 'POST' && { body: await request.text() }),
  })
  const answer = { status: response.status, headers: new Headers(response.headers) }
  for (const name of ofTheConnection) answer.headers.delete(name)
  return { ...answer, body: await response.text() }
}

/** @returns an origin where no server listens */
export async function deadOrigin(): Promise<string> {
  const server = await startFaultyServer('', () => {})
  await server.close()
  return server.origin
}
