import { storageName } from '../config/app.ts'
import { parseUrl } from '../config/parse-url.ts'

/**
 * Saves the preflight of a GET with an access token, which costs a round trip on each reload of a page. Chromium caches a
 * preflight only for requests that may use its HTTP cache. But that cache must never respond: it could show one account the
 * data of another. Therefore a URL is requested with the mode `default` only after the server has sent `no-store` for it
 * (RFC 9111 §5.2.2.5): then the cache holds nothing for this URL. The first request uses `reload`: it bypasses the cache,
 * keeps the preflight, and `no-store` removes an earlier entry. Without this file the mode is always `no-store`.
 * @param send sends the request with this cache mode
 * @returns a response of the server, never of the cache
 */
export async function keepPreflight(
  url: string,
  method: string,
  send: (cache: RequestCache) => Promise<Response>,
): Promise<Response> {
  // A cache does not respond to a write (RFC 9111 §4). A path is on the app's own origin, which needs no preflight.
  if (method !== 'GET') return send('default')
  if (!parseUrl(url)) return send('no-store')
  const mode = modeFor(url)
  const response = await send(mode)
  if (mode === 'no-store') return response
  const isNeverStored = forbidsStoring(response.headers)
  if (mode === 'reload') {
    // An error may come from a gateway with its own caching rules.
    if (response.ok) remember(url, isNeverStored)
    return response
  }
  if (isNeverStored) return response
  // The server no longer sends `no-store`, or this response is from the cache.
  remember(url, false)
  await response.body?.cancel()
  return send('no-store')
}

function modeFor(url: string): 'reload' | 'default' | 'no-store' {
  const isNeverStored = recall()[url]
  if (isNeverStored === undefined) return 'reload'
  return isNeverStored ? 'default' : 'no-store'
}

function forbidsStoring(headers: Headers): boolean {
  const directives = headers.get('cache-control')?.replace(/"[^"]*"/g, '') ?? ''
  return /(?:^|,)\s*no-store\s*(?:,|$)/i.test(directives)
}

const name = storageName('neverStored')
// An API may have a URL for each record.
const maxUrls = 50

/** By URL, whether its responses have `no-store`. In session storage, because a reload needs it. */
function recall(): Record<string, boolean> {
  try {
    return { ...JSON.parse(sessionStorage.getItem(name) ?? '{}') }
  } catch {
    return {}
  }
}

// If storage is blocked or full, each URL is requested with `reload`.
function remember(url: string, isNeverStored: boolean): void {
  try {
    const known = Object.entries({ ...recall(), [url]: isNeverStored }).slice(-maxUrls)
    sessionStorage.setItem(name, JSON.stringify(Object.fromEntries(known)))
  } catch {}
}
