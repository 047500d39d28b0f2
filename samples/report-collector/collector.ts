import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { linesOf } from './report-lines.ts'

export interface CollectorOptions {
  /** Origins of the app: only its pages may send reports, and only reports about them are logged. */
  origins: readonly string[]
  /** Receives each line. */
  log: (line: string) => void
  /** How many lines a minute; 600 by default. */
  linesPerMinute?: number
  /** The time in milliseconds; `Date.now` by default. */
  now?: () => number
}

const maxBytes = 256 * 1024
const maxReports = 100
const minute = 60_000

/** A reason to refuse a request: its status, and the text of the response. */
class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Creates a server that logs the reports which browsers send to `/reports`. */
export function createCollector(options: CollectorOptions): Server {
  const limit = createLimit(options)
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    answer(request, response, options, limit).catch((error: unknown) => {
      const refusal = error instanceof Refusal ? error : new Refusal(500, 'It failed.')
      if (response.destroyed) return
      // Drops the rest of the body. Otherwise the client might lose the response while it sends.
      request.resume()
      if (refusal.status === 429) response.setHeader('Retry-After', '60')
      response.writeHead(refusal.status, { 'Content-Type': 'text/plain' })
      response.end(`${refusal.message}\n`)
    })
  })
  server.maxConnections = 1000
  return server
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { origins, log }: CollectorOptions,
  limit: (count: number) => boolean,
): Promise<void> {
  const { method = '', url = '', headers } = request
  const { origin } = headers
  response.setHeader('Vary', 'Origin')
  response.setHeader('Cache-Control', 'no-store')
  if (url.split('?', 1)[0] !== '/reports') throw new Refusal(404, 'Reports go to /reports.')
  // WebKit sends `null`. The documents in its reports still have to be the app's.
  const isOwn = origin !== undefined && origins.includes(origin)
  if (origin !== undefined && origin !== 'null' && !isOwn) throw new Refusal(403, 'Not this app.')
  if (isOwn) response.setHeader('Access-Control-Allow-Origin', origin)
  if (method === 'OPTIONS') return preflight(response)
  if (method !== 'POST') {
    response.setHeader('Allow', 'OPTIONS, POST')
    throw new Refusal(405, 'Only POST.')
  }
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!types.includes(type)) throw new Refusal(415, `Only ${types.join(' or ')}.`)
  const found = linesOf(parse(await readBody(request)), origins)
  if (!found) throw new Refusal(422, 'No report.')
  const { lines, skipped } = found
  if (lines.length + skipped > maxReports) throw new Refusal(413, `At most ${maxReports} reports.`)
  if (!limit(lines.length)) throw new Refusal(429, 'Too many reports.')
  for (const line of lines) log(line)
  response.writeHead(204).end()
}

const types = ['application/reports+json', 'application/csp-report']

// The Reporting API sends a type that needs the permission of another origin (Reporting API §3.5.2, Fetch Standard §3.2).
function preflight(response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Methods', 'POST')
  response.setHeader('Access-Control-Allow-Headers', 'Content-Type')
  response.setHeader('Access-Control-Max-Age', '7200')
  response.writeHead(204).end()
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  // Closes no connection, so that a refusal arrives.
  const parts = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
  for await (const chunk of parts) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new Refusal(413, `At most ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new Refusal(400, 'Not JSON.')
  }
}

/** @returns whether so many more lines may be logged in this minute */
function createLimit({ linesPerMinute = 600, now = Date.now }: CollectorOptions) {
  let end = 0
  let count = 0
  return (more: number) => {
    if (now() >= end) [end, count] = [now() + minute, 0]
    if (count + more > linesPerMinute) return false
    count += more
    return true
  }
}
