import { storageName } from '../config/app.ts'

/**
 * Saves the preflight of a GET with an access token, which is a round trip on each reload of a page. Chromium keeps the
 * answer to a preflight only for requests that may use its HTTP cache, and that cache must not answer: it would show one
 * account what belongs to another. So an address is asked through the cache once the server has said `no-store` for it
 * (RFC 9111 §5.2.2.5): then nothing of it is in there. The first request (`reload`) never reads the cache, keeps the
 * preflight, and lets `no-store` remove what an earlier version may have left. Without this file the mode is `no-store`.
 * @param send sends the request in this cache mode
 * @returns an answer of the server, never of the cache
 */
export async function keepPreflight(
  url: string,
  method: string,
  send: (cache: RequestCache) => Promise<Response>,
): Promise<Response> {
  // A cache never answers a write (RFC 9111 §4). The app's own origin has no preflight.
  if (method !== 'GET') return send('default')
  if (!URL.canParse(url)) return send('no-store')
  const mode = modeFor(url)
  const response = await send(mode)
  if (mode === 'no-store') return response
  const isNeverStored = forbidsStoring(response.headers)
  if (mode === 'reload') {
    // An error may come from a gateway, which has rules of its own.
    if (response.ok) remember(url, isNeverStored)
    return response
  }
  if (isNeverStored) return response
  // The server has changed its mind, or this is an old answer from the cache.
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
/** An API may have an address for each record. */
const most = 50

/** Which addresses are never stored, and which may be. Lasts as long as the tab, because a reload needs it. */
function recall(): Record<string, boolean> {
  try {
    return { ...JSON.parse(sessionStorage.getItem(name) ?? '{}') }
  } catch {
    return {}
  }
}

// Where storage is blocked or full, each request has a preflight.
function remember(url: string, isNeverStored: boolean): void {
  try {
    const known = Object.entries({ ...recall(), [url]: isNeverStored }).slice(-most)
    sessionStorage.setItem(name, JSON.stringify(Object.fromEntries(known)))
  } catch {}
}
