import { isIP } from 'node:net'
import { block, nginxPath, quoted, word } from './nginx-syntax.ts'

/** An API on the app's own origin: which path goes to which server. */
export interface ForwardedApi {
  /** The API's address in the configuration: a path, perhaps with a query. */
  path: string
  /** Scheme, host and port: see {@link parseUpstream}. */
  upstream: string
}

/** How nginx reaches the servers of the APIs. */
export interface Forwarding {
  /** The file of the certificate authorities that nginx trusts, as nginx sees it; {@link usualAuthorities} by default. */
  authorities?: string | undefined
  /** The DNS server that nginx asks for names. By default it takes the one that the configuration around it names. */
  resolver?: string | undefined
}

/** Where Debian, Ubuntu, Alpine and the nginx images made of them keep the authorities that the system trusts. */
export const usualAuthorities = '/etc/ssl/certs/ca-certificates.crt'

/** Where nginx forwards to. */
export interface Upstream {
  isTls: boolean
  /** Name or IP address, an IPv6 address in brackets. */
  host: string
  /** Host, and the port if it is not that of the scheme. */
  authority: string
  /** Whether nginx has to ask a DNS server for the address. */
  isName: boolean
}

/**
 * @param text scheme, host and port, e.g. `http://127.0.0.1:8080`
 * @returns undefined when it is anything else: one with a path, with credentials, or with a host that nginx cannot take
 */
export function parseUpstream(text: string): Upstream | undefined {
  if (!/^https?:\/\/[^/\\?#@]+\/?$/i.test(text) || !URL.canParse(text)) return undefined
  const { protocol, port, ...url } = plain(new URL(text))
  const host = url.hostname.replace(/\.$/, '')
  // A URL allows `$`, `;` and `{` in a name, which mean something else to nginx.
  if (!/^(?:[a-z\d](?:[\w.-]*[a-z\d])?|\[[\d.:a-f]+\])$/.test(host) || port === '0')
    return undefined
  return {
    isTls: protocol === 'https:',
    host,
    authority: port === '' ? host : `${host}:${port}`,
    isName: isIP(host) === 0 && !host.startsWith('[') && host !== 'localhost',
  }
}

function plain({ protocol, hostname, port }: URL) {
  return { protocol, hostname, port }
}

/**
 * The locations that forward to APIs, each for its path and all that is below it.
 * @throws when an upstream is none
 */
export function apiLocations(apis: readonly ForwardedApi[], forwarding: Forwarding): string[] {
  // nginx refuses a location that is there twice, and one path may be listed for two scopes.
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
 * The path that nginx compares with that of a request: decoded, without a query and without a slash at the end.
 * @param path the API's address in the configuration
 * @returns an empty text when nothing would be left for the app, or it cannot be decoded
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
    ...answerLines,
  ]
}

/**
 * A variable makes nginx look a name up for each request and not once, at its start, which would fail while the name is
 * unknown. The path and the query are those of the request, as they came, because there is none here.
 * @see {@link https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass}
 */
function addressLines({ isTls, isName, authority }: Upstream, { resolver }: Forwarding): string[] {
  const origin = `${isTls ? 'https' : 'http'}://${authority}`
  // The app waits ten seconds for an answer.
  const patience = 'proxy_connect_timeout 5s;'
  if (!isName) return [`proxy_pass ${origin};`, patience]
  return [
    // Docker's DNS server would let an address be kept for ten minutes.
    ...(resolver === undefined ? [] : [`resolver ${resolver} valid=10s;`]),
    'resolver_timeout 5s;',
    `set $api ${origin};`,
    'proxy_pass $api;',
    patience,
  ]
}

// nginx by itself verifies nothing and sends no name: the access token would go to any server that answers.
function tlsLines({ host }: Upstream, { authorities = usualAuthorities }: Forwarding): string[] {
  return [
    'proxy_ssl_verify on;',
    // A root, and the intermediate certificates that companies and clouds put below it; nginx by itself takes one.
    'proxy_ssl_verify_depth 4;',
    `proxy_ssl_trusted_certificate ${quoted(nginxPath(authorities))};`,
    `proxy_ssl_name ${host};`,
    'proxy_ssl_server_name on;',
    'proxy_ssl_protocols TLSv1.2 TLSv1.3;',
  ]
}

/**
 * What only a proxy may say, and what is for the origin of the app alone. An empty value takes a header away: the API gets
 * none of the cookies of the app's origin, and no word of a browser about the way that the request has taken.
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
 * The answer is the API's own, its errors included. It sets no cookie for the app's origin, chooses no file of this server,
 * and nothing keeps it for another user, even where the configuration around has a cache.
 */
const answerLines = [
  'proxy_redirect off;',
  'proxy_intercept_errors off;',
  'proxy_hide_header Set-Cookie;',
  'proxy_ignore_headers X-Accel-Redirect;',
  'proxy_cache off;',
  'proxy_store off;',
]
