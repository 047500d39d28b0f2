import { isIP } from 'node:net'
import { block, nginxPath, quoted, word } from './nginx-syntax.ts'
import { parseUrl } from '../../command-line/parse-url.ts'

/** An API on the app's own origin: which path goes to which server. */
export interface ForwardedApi {
  /** The API's URL in the configuration: a path, possibly with a query. */
  path: string
  /** Scheme, host and port: see {@link parseUpstream}. */
  upstream: string
}

/** How nginx reaches the servers of the APIs. */
export interface Forwarding {
  /** File of the certificate authorities, on the machine of nginx; {@link usualAuthorities} by default. */
  authorities?: string | undefined
  /** IP address of the DNS server; the `resolver` of the surrounding nginx configuration by default. */
  resolver?: string | undefined
}

/** The trusted certificate authorities on Debian, Ubuntu, Alpine, and the nginx images based on them. */
export const usualAuthorities = '/etc/ssl/certs/ca-certificates.crt'

/** Where nginx forwards to. */
export interface Upstream {
  isTls: boolean
  /** Name or IP address, an IPv6 address in brackets. */
  host: string
  /** Host, and the port if it is not the default of the scheme. */
  authority: string
  /** Whether nginx has to resolve the host by DNS. */
  isName: boolean
}

/**
 * @param text scheme, host and port, e.g. `http://127.0.0.1:8080`
 * @returns undefined when it has a path or credentials, or a host that nginx does not accept
 */
export function parseUpstream(text: string): Upstream | undefined {
  const url = /^https?:\/\/[^/\\?#@]+\/?$/i.test(text) ? parseUrl(text) : undefined
  if (!url) return undefined
  const { protocol, port, hostname } = url
  const host = hostname.replace(/\.$/, '')
  // A URL allows `$`, `;` and `{` in a host name. nginx would read them as syntax.
  if (!/^(?:[a-z\d](?:[\w.-]*[a-z\d])?|\[[\d.:a-f]+\])$/.test(host) || port === '0')
    return undefined
  return {
    isTls: protocol === 'https:',
    host,
    authority: port === '' ? host : `${host}:${port}`,
    isName: isIP(host) === 0 && !host.startsWith('[') && host !== 'localhost',
  }
}

/**
 * The locations that forward to APIs, each for its path and everything below it.
 * @throws when an upstream is invalid
 */
export function apiLocations(apis: readonly ForwardedApi[], forwarding: Forwarding): string[] {
  // nginx refuses duplicate locations, and two scopes may share one path.
  const upstreams = new Map(apis.map(({ path, upstream }) => [forwardedPath(path), upstream]))
  return [...upstreams].flatMap(([path, text]) => {
    const upstream = parseUpstream(text)
    if (!upstream) throw new Error(`${text} is not scheme, host and port.`)
    const lines = forwardingLines(upstream, forwarding)
    return [
      block(`location = ${word(path)}`, lines),
      block(`location ^~ ${word(`${path}/`)}`, lines),
    ]
  })
}

/**
 * The path that nginx compares with the path of a request: decoded, without query and trailing slash.
 * @param path the API's URL in the configuration
 * @returns an empty string for the root, or a path that cannot be decoded
 */
export function forwardedPath(path: string): string {
  const { pathname } = new URL(path, 'http://own.invalid')
  try {
    return decodeURIComponent(pathname).replace(/\/+$/, '')
  } catch {
    return ''
  }
}

function forwardingLines(upstream: Upstream, forwarding: Forwarding): string[] {
  return [
    ...addressLines(upstream, forwarding),
    ...(upstream.isTls ? tlsLines(upstream, forwarding) : []),
    ...requestLines(upstream),
    ...responseLines,
  ]
}

/**
 * With a variable, nginx resolves the name for each request, not once at its start, which would fail while the name is
 * unknown. Without a path here, nginx forwards the path and the query of the request unchanged.
 * @see {@link https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass}
 */
function addressLines({ isTls, isName, authority }: Upstream, { resolver }: Forwarding): string[] {
  const origin = `${isTls ? 'https' : 'http'}://${authority}`
  // The app waits ten seconds for a response.
  const connectTimeout = 'proxy_connect_timeout 5s;'
  if (!isName) return [`proxy_pass ${origin};`, connectTimeout]
  return [
    // Docker's DNS server has a TTL of ten minutes.
    ...(resolver === undefined ? [] : [`resolver ${resolver} valid=10s;`]),
    'resolver_timeout 5s;',
    `set $api ${origin};`,
    'proxy_pass $api;',
    connectTimeout,
  ]
}

// By default nginx verifies no certificate and sends no server name: any server could get the access token.
function tlsLines({ host }: Upstream, { authorities = usualAuthorities }: Forwarding): string[] {
  return [
    'proxy_ssl_verify on;',
    // The default of 1 is too low for companies and clouds with several intermediate certificates.
    'proxy_ssl_verify_depth 4;',
    `proxy_ssl_trusted_certificate ${quoted(nginxPath(authorities))};`,
    `proxy_ssl_name ${host};`,
    'proxy_ssl_server_name on;',
    'proxy_ssl_protocols TLSv1.2 TLSv1.3;',
  ]
}

/**
 * Headers that only a proxy may set, and the cookies of the app's origin. nginx removes a header with an empty value.
 */
const removed = [
  'Cookie',
  'Forwarded',
  'Proxy',
  'Proxy-Authorization',
  'X-Forwarded-Port',
  'X-Forwarded-Prefix',
  'X-Forwarded-Server',
]

function requestLines({ authority }: Upstream): string[] {
  return [
    'proxy_http_version 1.1;',
    `proxy_set_header Host ${authority};`,
    'proxy_set_header Connection "";',
    'proxy_set_header X-Forwarded-For $remote_addr;',
    'proxy_set_header X-Forwarded-Host $host;',
    'proxy_set_header X-Forwarded-Proto $scheme;',
    'proxy_set_header X-Real-IP $remote_addr;',
    ...removed.map((name) => `proxy_set_header ${name} "";`),
  ]
}

/**
 * The response is the API's, including errors. It cannot set cookies for the app's origin or select a file of this server,
 * and nginx does not cache it, even if the surrounding configuration has a cache.
 */
const responseLines = [
  'proxy_redirect off;',
  'proxy_intercept_errors off;',
  'proxy_hide_header Set-Cookie;',
  'proxy_ignore_headers X-Accel-Redirect;',
  'proxy_cache off;',
  'proxy_store off;',
]
