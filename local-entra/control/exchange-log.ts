import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Endpoint } from '../faults/faults.ts'
import { redactBody, redactRecord, redactUrl } from './redact.ts'

/** One request and its answer. Tokens, codes and verifiers are replaced by their SHA-256. */
export interface Exchange {
  server: 'identity' | 'weather-api'
  endpoint: Endpoint
  method: string
  url: string
  requestHeaders: Record<string, string>
  /** Parameters of a form-encoded body. */
  form: Record<string, string>
  /** Undefined until there is an answer, and for ever when none came. */
  status?: number
  responseHeaders: Record<string, string>
  /** Parsed when it is JSON; pages are left out. */
  responseBody?: unknown
}

export interface ExchangeLog {
  list(): Exchange[]
  clear(): void
  /** Writes one exchange down while it happens. */
  observe(
    about: Pick<Exchange, 'server' | 'endpoint'>,
    request: IncomingMessage,
    response: ServerResponse,
  ): void
}

const KEPT_EXCHANGES = 500

/** @returns a line for each exchange, for a person who wants to know what led to a failure */
export function describeExchanges(exchanges: readonly Exchange[]): string {
  return exchanges
    .map(({ server, method, url, form, status, responseHeaders, responseBody }) => {
      const parameters = Object.entries(form).map(([name, value]) => `${name}=${value}`)
      const answer = [status ?? 'no answer', responseHeaders['location'], errorIn(responseBody)]
      const request = [`${server}: ${method} ${url}`, ...parameters].join(' ')
      return `${short(request)}\n    → ${short(answer.filter(Boolean).join(' '))}`
    })
    .join('\n')
}

function errorIn(body: unknown): string {
  const { error, error_description: description } = (body ?? {}) as Record<string, unknown>
  return [error, description].filter((part) => typeof part === 'string').join(': ')
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}

export function createExchangeLog(): ExchangeLog {
  let exchanges: Exchange[] = []
  return {
    list: () => [...exchanges],
    clear: () => {
      exchanges = []
    },
    observe: (about, request, response) => {
      const exchange: Exchange = {
        ...about,
        method: request.method ?? '',
        url: redactUrl(request.url ?? ''),
        requestHeaders: redactRecord(plainHeaders(request.headers)),
        form: {},
        responseHeaders: {},
      }
      exchanges = [...exchanges.slice(1 - KEPT_EXCHANGES), exchange]
      observeForm(exchange, request)
      observeAnswer(exchange, response)
    },
  }
}

/** Listens where the parser hands the body over, so that the server's own reading is not touched. */
function observeForm(exchange: Exchange, request: IncomingMessage): void {
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return
  let body = ''
  const push = request.push.bind(request)
  request.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (Buffer.isBuffer(chunk)) body += chunk.toString('utf8')
    else exchange.form = redactRecord(Object.fromEntries(new URLSearchParams(body)))
    return push(chunk, encoding)
  }
}

function observeAnswer(exchange: Exchange, response: ServerResponse): void {
  const chunks: Buffer[] = []
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk))
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
  }
  // getHeaders does not include headers that were only passed to writeHead.
  let head: Record<string, unknown> = {}
  const writeHead = response.writeHead.bind(response) as (...values: unknown[]) => ServerResponse
  response.writeHead = (...values: unknown[]) => {
    const last = values.at(-1)
    if (typeof last === 'object') head = { ...last }
    return writeHead(...values)
  }
  const write = response.write.bind(response) as (...values: unknown[]) => boolean
  const end = response.end.bind(response) as (...values: unknown[]) => ServerResponse
  response.write = (...values: unknown[]) => {
    keep(values[0])
    return write(...values)
  }
  response.end = (...values: unknown[]) => {
    keep(values[0])
    const headers = plainHeaders({ ...response.getHeaders(), ...head })
    describeAnswer(exchange, response.statusCode, headers, Buffer.concat(chunks).toString('utf8'))
    return end(...values)
  }
}

function describeAnswer(
  exchange: Exchange,
  status: number,
  headers: Record<string, string>,
  body: string,
): void {
  exchange.status = status
  exchange.responseHeaders = redactRecord(headers)
  if (headers['location']) exchange.responseHeaders['location'] = redactUrl(headers['location'])
  if (body && !headers['content-type']?.includes('html')) exchange.responseBody = redactBody(body)
}

function plainHeaders(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
}
