import { ownPath } from '../config/app.ts'
import { NetworkError } from './http-errors.ts'

/** Whether the app's own host serves the page. */
export async function isHostUp(): Promise<boolean> {
  return (await askHost())?.ok ?? false
}

/** @returns the response of the app's own host; undefined when none came within five seconds */
export function askHost(): Promise<Response | undefined> {
  return head(ownPath('/'), 5_000).catch(() => undefined)
}

/**
 * The time of the app's own host, from its `Date` header (RFC 9110 §6.6.1).
 * @returns seconds since 1970
 * @throws {NetworkError} when the host cannot be reached, or sends no `Date`
 */
export async function getServerTime(): Promise<number> {
  const url = ownPath('/config.json')
  try {
    const { headers } = await head(url, 10_000)
    const time = Date.parse(headers.get('Date') ?? '')
    if (Number.isNaN(time)) throw new Error('The response has no Date.')
    return time / 1000
  } catch (cause) {
    throw new NetworkError(url, cause)
  }
}

/**
 * Fetches the scripts of this page again, before a reload: the browser's cache may have a damaged one, and would keep it for
 * a year. Never rejects.
 */
export async function refreshScripts(): Promise<void> {
  const folder = import.meta.url.replace(/[^/]+$/, '')
  const requested = performance.getEntriesByType('resource').map(({ name }) => name)
  const scripts = requested.filter((name) => name.startsWith(folder) && name.endsWith('.js'))
  const signal = AbortSignal.timeout(10_000)
  const refresh = (url: string) => fetch(url, { cache: 'reload', signal })
  await Promise.allSettled([...new Set(scripts)].map(refresh))
}

/** Fetches a page of the app into the browser's cache, ahead of its first load. Ignores failures. */
export function prefetch(path: string): void {
  fetch(path).catch(() => {})
}

function head(url: string, timeout: number): Promise<Response> {
  return fetch(url, { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(timeout) })
}

/**
 * Connects to a host before the first request, which saves that request two round trips or more. Browsers close unused
 * connections.
 * @param url any URL of the host
 * @param use requests of this app send no credentials, navigations may: they do not share connections (Fetch §2.5)
 * @see {@link https://html.spec.whatwg.org/multipage/links.html#link-type-preconnect}
 */
export function preconnect(url: string, use: 'request' | 'navigation'): void {
  const link = document.createElement('link')
  link.rel = 'preconnect'
  if (use === 'request') link.crossOrigin = 'anonymous'
  link.href = new URL(url, location.href).origin
  document.head.append(link)
}
