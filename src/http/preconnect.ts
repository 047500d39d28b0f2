/**
 * Opens the connection to a host before there is anything to send, so that the first request need not wait for it: that is
 * two round trips and more. A browser closes it again when nothing comes.
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
