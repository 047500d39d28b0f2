import { isIP } from 'node:net'
import tls from 'node:tls'
import { EnvHttpProxyAgent, fetch } from 'undici'
import { FaultError } from './fault.ts'
import { describeNetworkFailure } from './network-failure.ts'
import { parseUrl } from './parse-url.ts'

/** The response of a server. */
export interface HttpResponse {
  url: string
  status: number
  headers: Headers
  /** The body as UTF-8, up to the limit of the request. */
  text: string
}

export interface RequestOptions {
  method?: string
  headers?: Readonly<Record<string, string>>
  body?: string | URLSearchParams
  /** Time limit of the whole response; 10 by default. */
  seconds?: number
  /** How much of the body is read; 512 kB by default. */
  maxBytes?: number
}

/** Sends one request and follows no redirect. */
export type SendRequest = (url: string, options?: RequestOptions) => Promise<HttpResponse>

/**
 * Sends requests through the proxies of the environment, and trusts the certificate authorities of this machine: those of
 * Node, of `NODE_EXTRA_CA_CERTS`, and of the system where Node can read its store.
 * @param environment with `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in upper or lower case
 * @returns a function that throws a {@link FaultError} when there is no response
 */
export function createSendRequest(environment: NodeJS.ProcessEnv): SendRequest {
  const proxies = readProxies(environment)
  let agent: EnvHttpProxyAgent | undefined
  return async (url, options = {}) => {
    const { seconds = 10, maxBytes = 512 * 1024, ...init } = options
    try {
      agent ??= createAgent(proxies)
      const signal = AbortSignal.timeout(seconds * 1000)
      const response = await fetch(url, { redirect: 'manual', ...init, signal, dispatcher: agent })
      const text = await readStart(response.body, maxBytes)
      return { url, status: response.status, headers: new Headers([...response.headers]), text }
    } catch (error) {
      const failure = describeNetworkFailure(error, proxyOf(url, proxies), seconds)
      throw new FaultError([{ key: url, ...failure }], { cause: error })
    }
  }
}

/** {@link SendRequest} with the environment of this process. */
export const sendRequest = createSendRequest(process.env)

interface Proxies {
  http: string
  https: string
  none: string
}

function readProxies(environment: NodeJS.ProcessEnv): Proxies {
  const read = (name: string) =>
    (environment[name.toLowerCase()] || environment[name.toUpperCase()] || '').trim()
  const http = withScheme(read('http_proxy') || read('all_proxy'))
  return {
    http,
    https: withScheme(read('https_proxy') || read('all_proxy')) || http,
    none: readExceptions(read('no_proxy')),
  }
}

// undici accepts `*` only as the whole list, and an IPv6 address only in brackets.
function readExceptions(text: string): string {
  const given = text.split(/[\s,]+/).filter(Boolean)
  if (given.includes('*')) return '*'
  const known = given.map((host) => (isIP(host) === 6 ? `[${host}]` : host))
  // On another machine these names mean the proxy itself. Browsers never send them to a proxy either.
  return [...known, 'localhost', '127.0.0.1', '[::1]'].join(',')
}

// Without a scheme it is an HTTP proxy, as in curl.
function withScheme(proxy: string): string {
  return proxy === '' || proxy.includes('://') ? proxy : `http://${proxy}`
}

/** The proxy of a request, for messages; empty for none. */
function proxyOf(url: string, { http, https, none }: Proxies): string {
  const host = parseUrl(url)?.hostname ?? ''
  const isExcepted = none.split(/[\s,]+/).some((entry) => {
    const name = entry.replace(/^\*?\.?/, '').replace(/:\d+$/, '')
    return entry === '*' || host === name || host.endsWith(`.${name}`)
  })
  if (isExcepted) return ''
  return /^https:/i.test(url) ? https : http
}

function createAgent({ http, https, none }: Proxies): EnvHttpProxyAgent {
  const trusted = trustedCertificates()
  // Overrides NODE_TLS_REJECT_UNAUTHORIZED=0: these requests carry tokens, and no browser would accept the certificate.
  const connect = { rejectUnauthorized: true, ...(trusted && { ca: trusted }) }
  return new EnvHttpProxyAgent({
    httpProxy: http,
    httpsProxy: https,
    noProxy: none,
    // Many proxies refuse to tunnel plain http.
    proxyTunnel: false,
    connect,
    requestTls: connect,
    proxyTls: connect,
  })
}

// Since Node 22.15. Older versions read the system's store only with --use-openssl-ca. Duplicates are removed because each
// certificate costs time at every connection.
function trustedCertificates(): string[] | undefined {
  const { getCACertificates: get } = tls as { getCACertificates?: (type: string) => string[] }
  return get && [...new Set([...get('default'), ...get('system')])]
}

async function readStart(body: AsyncIterable<Uint8Array> | null, maxBytes: number) {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes >= maxBytes) break
  }
  return Buffer.concat(chunks).toString('utf8')
}
