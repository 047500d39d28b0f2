import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { parseUrl } from '../../../command-line/parse-url.ts'

/**
 * The origin by which a browser knows the page that sent a request to a development server. A tunnel may show its own name
 * only in `Referer` and in `X-Forwarded-Host`.
 * @param scheme of the server itself
 * @returns `http://localhost` if the headers are malformed
 */
export function pageOriginOf(
  { referer, host, ...headers }: IncomingHttpHeaders,
  scheme: 'http' | 'https',
): string {
  // Only a browser that vouches for it: a page of another site has a `Referer` as well.
  const isOwn = headers['sec-fetch-site'] === 'same-origin'
  const page = isOwn && referer !== undefined ? parseUrl(referer) : undefined
  if (page) return page.origin
  const forwarded = (name: string) => {
    const value = headers[name]
    return typeof value === 'string' ? value.split(',')[0]?.trim() : undefined
  }
  // HTTP/2 has `:authority` in place of `Host` (RFC 9113 §8.3.1).
  const own = host ?? String(headers[':authority'] ?? '')
  const origin = `${forwarded('x-forwarded-proto') ?? scheme}://${forwarded('x-forwarded-host') ?? own}`
  const url = /^https?:\/\//.test(origin) ? parseUrl(origin) : undefined
  return url?.origin ?? 'http://localhost'
}

/** Whether a request comes from a page of the server itself, not from another site (Fetch Metadata §2.3). */
export function isOwnPage(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  return site === undefined || site === 'same-origin' || site === 'none'
}

const mounted = new WeakSet<IncomingMessage>()

/** Notes that a request has come to the server in which local-entra is mounted. */
export function setMounted(request: IncomingMessage): void {
  mounted.add(request)
}

/**
 * The origin by which the client of a request knows the server in which local-entra is mounted.
 * @returns undefined for a request to a port of local-entra itself
 */
export function mountOrigin(request: IncomingMessage): string | undefined {
  if (!mounted.has(request)) return undefined
  const { headers, socket } = request
  return pageOriginOf(headers, (socket as Partial<TLSSocket>).encrypted ? 'https' : 'http')
}
