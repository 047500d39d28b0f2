import { isIP } from 'node:net'
import tls from 'node:tls'
import { EnvHttpProxyAgent, fetch } from 'undici'
import { FaultError } from './fault.ts'
import { describeNetworkFailure } from './network-failure.ts'

/** What a server answered. */
export interface Answer {
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
  /** For the whole answer; 10 by default. */
  seconds?: number
  /** Of the body that is read; 512 kB by default. */
  maxBytes?: number
}

/** Sends one request and follows no redirect. */
export type SendRequest = (url: string, options?: RequestOptions) => Promise<Answer>

/**
 * The one way in which the commands of this project send requests: through the proxies of the environment, and with the
 * certificates that this machine trusts (those of Node, of `NODE_EXTRA_CA_CERTS`, and of the system where Node can read its
 * store).
 * @param environment with `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in capitals or not
 * @returns a function that throws a {@link FaultError} when there is no answer
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

// undici knows `*` by itself alone, and an IPv6 address in brackets alone.
function readExceptions(text: string): string {
  const given = text.split(/[\s,]+/).filter(Boolean)
  if (given.includes('*')) return '*'
  const known = given.map((host) => (isIP(host) === 6 ? `[${host}]` : host))
  // A proxy elsewhere cannot reach this machine by these names. Browsers never ask one for them.
  return [...known, 'localhost', '127.0.0.1', '[::1]'].join(',')
}

// curl and most others take `proxy.contoso.example:8080` for an HTTP proxy.
function withScheme(proxy: string): string {
  return proxy === '' || proxy.includes('://') ? proxy : `http://${proxy}`
}

/** Which proxy a request goes through, for messages; empty for none. */
function proxyOf(url: string, { http, https, none }: Proxies): string {
  const host = URL.canParse(url) ? new URL(url).hostname : ''
  const isExcepted = none.split(/[\s,]+/).some((entry) => {
    const name = entry.replace(/^\*?\.?/, '').replace(/:\d+$/, '')
    return entry === '*' || host === name || host.endsWith(`.${name}`)
  })
  if (isExcepted) return ''
  return /^https:/i.test(url) ? https : http
}

function createAgent({ http, https, none }: Proxies): EnvHttpProxyAgent {
  const trusted = trustedCertificates()
  // A browser knows no NODE_TLS_REJECT_UNAUTHORIZED=0, and tokens go this way.
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

// From Node 22.15 on. Older ones read the system's store with --use-openssl-ca alone. Most certificates are in both stores,
// and each costs time at each connection.
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
