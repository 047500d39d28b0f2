/** A loader as React Router calls it, for as much of a navigation as it needs. */
type Loader<Data> = (navigation: { request: Request }) => Promise<Data>

/**
 * Begins to load before there is a router to ask for it: what is loaded then need not wait for React.
 * @param url of the page that the router will begin with
 * @returns the same loader, whose first call gets what was begun
 */
export function begunEarly<Data>(load: Loader<Data>, url: string): Loader<Data> {
  const leaving = new AbortController()
  const begun = load({ request: new Request(url, { signal: leaving.signal }) })
  // Who calls sees it fail; until then nobody else has to.
  begun.catch(() => {})
  let first: Promise<Data> | undefined = begun
  return (navigation) => {
    if (!first) return load(navigation)
    const { signal } = navigation.request
    signal.addEventListener('abort', () => leaving.abort(signal.reason), { once: true })
    const answer = first
    first = undefined
    return answer
  }
}
