const longest = 2048

/**
 * The place to go back to after sign-in, if it is safe to go there: a path of this app.
 * @param value path, query and fragment as kept before the redirect; anything at all is taken
 * @param app the app's own address; what is not below it belongs to another app on the origin
 * @returns the path in its normal form, or undefined when it could lead anywhere else
 * @see RFC 9700 §4.11.1, open redirectors of the client
 */
export function parseReturnPath(value: unknown, app: string): string | undefined {
  // The URL parser reads `\` as `/` and drops tab and line feed: what is not plain is not followed.
  if (typeof value !== 'string' || value.length > longest || !/^\/[^\\\p{Cc}]*$/u.test(value)) {
    return undefined
  }
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
