import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Endpoint } from '../faults/faults.ts'
import { MOST_BODY_BYTES } from '../server/request-body.ts'

/** A request and its response. Tokens, codes and verifiers are replaced by their SHA-256. */
export interface Exchange {
  server: 'identity' | 'weather-api' | 'graph'
  endpoint: Endpoint
  method: string
  url: string
  requestHeaders: Record<string, string>
  /** Parameters of a form-encoded body. */
  form: Record<string, string>
  /** Undefined until there is a response. */
  status?: number
  responseHeaders: Record<string, string>
  /** Parsed if it is JSON; undefined for an HTML page or an image. */
  responseBody?: unknown
}

/** The last 500 exchanges, oldest first. */
export interface ExchangeLog {
  list(): Exchange[]
  clear(): void
  /** Records an exchange while it happens. */
  observe(
    about: Pick<Exchange, 'server' | 'endpoint'>,
    request: IncomingMessage,
    response: ServerResponse,
  ): void
}

const MAX_EXCHANGES = 500

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
        requestHeaders: redactHeaders(plainHeaders(request.headers)),
        form: {},
        responseHeaders: {},
      }
      exchanges = [...exchanges.slice(1 - MAX_EXCHANGES), exchange]
      observeForm(exchange, request)
      observeResponse(exchange, response)
    },
  }
}

/**
 * Listens where Node's parser delivers the body, so that the server can still read it. Of a form that is too long for a server,
 * the beginning is enough.
 */
function observeForm(exchange: Exchange, request: IncomingMessage): void {
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return
  const chunks: Buffer[] = []
  let length = 0
  const push = request.push.bind(request)
  request.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (Buffer.isBuffer(chunk)) {
      length += chunk.length
      if (length <= MOST_BODY_BYTES) chunks.push(chunk)
    } else {
      const body = Buffer.concat(chunks).toString('utf8')
      exchange.form = redactRecord(Object.fromEntries(new URLSearchParams(body)))
    }
    return push(chunk, encoding)
  }
}

function observeResponse(exchange: Exchange, response: ServerResponse): void {
  const chunks: Buffer[] = []
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk))
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
  }
  // `getHeaders` omits headers that were passed to `writeHead` alone.
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
    recordResponse(exchange, response.statusCode, headers, Buffer.concat(chunks).toString('utf8'))
    return end(...values)
  }
}

function recordResponse(
  exchange: Exchange,
  status: number,
  headers: Record<string, string>,
  body: string,
): void {
  exchange.status = status
  exchange.responseHeaders = redactHeaders(headers)
  if (body && !/html|^image/.test(headers['content-type'] ?? '')) {
    exchange.responseBody = redactBody(body)
  }
}

/** Removes secrets, also from the URLs that some headers have. */
function redactHeaders(headers: Record<string, string>): Record<string, string> {
  const urls = ['location', 'referer'].flatMap((name) =>
    headers[name] === undefined ? [] : [[name, redactUrl(headers[name])]],
  )
  return { ...redactRecord(headers), ...Object.fromEntries(urls) }
}

function plainHeaders(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
}

/** The parameters, headers and JSON members that give access. */
const SECRETS = new Set([
  'access_token',
  'refresh_token',
  'id_token',
  'id_token_hint',
  'code',
  'code_verifier',
  'device_code',
  'user_code',
  'client_secret',
  'client_assertion',
  'assertion',
  'authorization',
  'cookie',
  'set-cookie',
])

/** Equal secrets have equal hashes, and the hash of a PKCE verifier is its S256 challenge (RFC 7636 §4.2). */
function fingerprint(secret: string): string {
  return `sha256:${createHash('sha256').update(secret).digest('base64url')}`
}

function redactEntry(name: string, value: string): string {
  // The message of a device authorization response contains the user code.
  if (name === 'message') return value.replace(/(?<=the code )[A-Z\d]{9}/, fingerprint)
  return SECRETS.has(name.toLowerCase()) ? fingerprint(value) : value
}

function redactRecord(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, redactEntry(name, value)]),
  )
}

/** Redacts the query and the fragment of a URL, absolute or relative. */
function redactUrl(url: string): string {
  return url.replace(
    /([?&#])([^=&#]+)=([^&#]*)/g,
    (_, mark: string, name: string, value: string) => {
      // Unlike decodeURIComponent, it accepts every value.
      const decoded = new URLSearchParams(`_=${value}`).get('_') ?? ''
      return `${mark}${name}=${SECRETS.has(name.toLowerCase()) ? fingerprint(decoded) : value}`
    },
  )
}

/**
 * Redacts the members of a JSON body, and keeps any other body. Authorization codes are in no body: `code` is that of an error
 * of Microsoft Graph.
 */
function redactBody(body: string): unknown {
  try {
    return JSON.parse(body, (name, value: unknown) =>
      typeof value === 'string' && name !== 'code' ? redactEntry(name, value) : value,
    )
  } catch {
    return body
  }
}

/** @returns two lines for each exchange, the request and the response, for the output of a failed test */
export function describeExchanges(exchanges: readonly Exchange[]): string {
  return exchanges
    .map(({ server, method, url, form, status, responseHeaders, responseBody }) => {
      const parameters = Object.entries(form).map(([name, value]) => `${name}=${value}`)
      const response = [status ?? 'no response', responseHeaders['location'], errorIn(responseBody)]
      const request = [`${server}: ${method} ${url}`, ...parameters].join(' ')
      return `${short(request)}\n    → ${short(response.filter(Boolean).join(' '))}`
    })
    .join('\n')
}

/** An error of OAuth, or of Microsoft Graph, which has it in an object. */
function errorIn(body: unknown): string {
  const { error, error_description: description } = (body ?? {}) as Record<string, unknown>
  const { code = error, message = description } = Object(error) as Record<string, unknown>
  return [code, message].filter((part) => typeof part === 'string').join(': ')
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}
