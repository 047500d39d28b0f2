// Chrome takes no longer address (2 MB, `kMaxURLChars`). Session storage has room for five million characters.
const longest = 2 * 1024 * 1024

/**
 * The place to go back to after sign-in, if it is safe to go there: a path of this app. Judged by what the URL parser makes
 * of it: that reads `\` as `/`, drops tab and line feed, and is what a browser follows.
 * @param value path, query and fragment as kept before the redirect; anything at all is taken
 * @param app the app's own address; what is not below it belongs to another app on the origin
 * @returns the path in its normal form, or undefined when it could lead anywhere else
 * @see RFC 9700 §4.11.1, open redirectors of the client
 */
export function parseReturnPath(value: unknown, app: string): string | undefined {
  if (typeof value !== 'string' || value.length > longest || !value.startsWith('/'))
    return undefined
  if (!URL.canParse(value, app)) return undefined
  const url = new URL(value, app)
  const path = url.pathname + url.search + url.hash
  const { origin, pathname } = new URL(app)
  if (!path.startsWith(pathname)) return undefined
  // `/.//host` is on this origin, but its normal form is `//host`, which is not.
  return url.origin === origin && !path.startsWith('//') ? path : undefined
}

/**
 * The place that a navigation leads to. A `Request` carries no fragment (Fetch §2.2.5), so it is taken from the address
 * bar when that shows the same page already, as on the first load.
 */
export function returnPathOf(requestUrl: string, location: Location): string {
  const { pathname, search } = new URL(requestUrl)
  const isShown = pathname + search === location.pathname + location.search
  return pathname + search + (isShown ? location.hash : '')
}

/** The place that is on screen: path, query and fragment. */
export function currentPath(): string {
  return location.pathname + location.search + location.hash
}
