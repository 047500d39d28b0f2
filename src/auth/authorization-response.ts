/** What the identity provider sent back to the redirect URI, still unchecked. */
export interface AuthorizationResponse {
  /** The fragment without `#`, for the OAuth client. */
  fragment: string
  /** Why it must not be used, whoever sent it. */
  refusal?: string
}

const ownParameters = ['code', 'error', 'state']

/**
 * Finds an authorization response in the address of a page (RFC 6749 §4.1.2, fragment response mode).
 * @param url the address that the browser was sent to
 * @param issuer the one issuer that this app deals with
 * @returns undefined when the address carries none
 */
export function readAuthorizationResponse(
  url: URL,
  issuer?: string,
): AuthorizationResponse | undefined {
  const fragment = url.hash.slice(1)
  const parameters = new URLSearchParams(fragment)
  if (url.pathname !== '/' || !ownParameters.some((name) => parameters.has(name))) return undefined
  const refusal = findRefusal(parameters, issuer)
  return refusal === undefined ? { fragment } : { fragment, refusal }
}

function findRefusal(parameters: URLSearchParams, issuer?: string): string | undefined {
  const names = [...parameters.keys()]
  // RFC 6749 §3.1: parameters must not be included more than once.
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) return `The parameter "${repeated}" came more than once.`
  // RFC 9207 §2.4: an answer of another issuer is a mix-up. Entra sends none, so its absence is no fault.
  const sender = parameters.get('iss')
  if (issuer !== undefined && sender !== null && sender !== issuer) {
    return 'It came from another identity provider.'
  }
  if (!parameters.has('state')) return 'It belongs to no sign-in that this app began.'
  return undefined
}

/**
 * The same address without anything of an authorization or sign-out response, fit for the history.
 * @see RFC 9700 §4.3.2, credential leakage via browser history
 */
export function withoutResponse(url: URL): string {
  if (url.pathname !== '/') return url.pathname + url.search + url.hash
  const query = new URLSearchParams(url.search)
  const inQuery = ownParameters.some((name) => query.has(name))
  const inFragment = readAuthorizationResponse(url) !== undefined
  return url.pathname + (inQuery ? '' : url.search) + (inFragment ? '' : url.hash)
}
