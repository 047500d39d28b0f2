import { parseUrl } from '../config/parse-url.ts'

// Chrome's limit for a URL (2 MB, `kMaxURLChars`). Session storage holds five million characters.
const maxLength = 2 * 1024 * 1024

/**
 * Validates the path to return to after sign-in: it must be a path of this app. Uses the URL parser, as the browser will: it
 * reads `\` as `/` and drops tabs and line feeds.
 * @param value path, query and fragment, as stored before the redirect
 * @param app the URL of the app; other paths of the origin may belong to other apps
 * @returns the normalized path; undefined when it could lead out of the app
 * @see RFC 9700 §4.11.1, open redirectors of the client
 */
export function parseReturnPath(value: unknown, app: string): string | undefined {
  if (typeof value !== 'string' || value.length > maxLength || !value.startsWith('/'))
    return undefined
  const url = parseUrl(value, app)
  if (!url) return undefined
  const path = url.pathname + url.search + url.hash
  const { origin, pathname } = new URL(app)
  if (!path.startsWith(pathname)) return undefined
  // `/.//host` is on this origin, but its normalized form `//host` is not.
  return url.origin === origin && !path.startsWith('//') ? path : undefined
}

/**
 * The path of a navigation. The URL of a loader's `Request` has no fragment: it comes from the address bar, if that already
 * shows the same page, as on the first load.
 */
export function returnPathOf(requestUrl: string, location: Location): string {
  const { pathname, search } = new URL(requestUrl)
  const isShown = pathname + search === location.pathname + location.search
  return pathname + search + (isShown ? location.hash : '')
}

/** Path, query and fragment of the current page. */
export function currentPath(): string {
  return location.pathname + location.search + location.hash
}
