import { ownPath } from '../config/app.ts'
import { NetworkError } from './http-errors.ts'

/** Whether the app's own host hands out the page. */
export async function isHostUp(): Promise<boolean> {
  return (await askHost())?.ok ?? false
}

/** @returns what the app's own host answers; undefined when nothing comes within five seconds */
export function askHost(): Promise<Response | undefined> {
  return head(ownPath('/'), 5_000).catch(() => undefined)
}

/**
 * The time by the clock of the app's own host, for when this device's clock is in doubt.
 * @returns seconds since 1970
 * @throws {NetworkError} when the host cannot be reached or does not say (RFC 9110 §6.6.1)
 */
export async function getServerTime(): Promise<number> {
  const url = ownPath('/config.json')
  try {
    const { headers } = await head(url, 10_000)
    const time = Date.parse(headers.get('Date') ?? '')
    if (Number.isNaN(time)) throw new Error('The answer has no date.')
    return time / 1000
  } catch (cause) {
    throw new NetworkError(url, cause)
  }
}

function head(url: string, timeout: number): Promise<Response> {
  return fetch(url, { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(timeout) })
}

/**
 * Opens the connection to a host ahead of the first request, which saves that request two round trips or more. A browser
 * closes an unused one again.
 * @param url any address of that host
 * @param use a request of this app sends no credentials, a navigation may: they do not share connections (Fetch §2.5)
 * @see {@link https://html.spec.whatwg.org/multipage/links.html#link-type-preconnect}
 */
export function preconnect(url: string, use: 'request' | 'navigation'): void {
  const link = document.createElement('link')
  link.rel = 'preconnect'
  if (use === 'request') link.crossOrigin = 'anonymous'
  link.href = new URL(url, location.href).origin
  document.head.append(link)
}
