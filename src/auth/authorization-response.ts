import { ownPath } from '../config/app.ts'
import { AuthenticationError } from './errors.ts'

/** What the identity provider sent back to the redirect URI, still unchecked. */
export interface AuthorizationResponse {
  /** The known parameters, serialized again, without `#`: MSAL reads exactly what was checked here. */
  fragment: string
  /** Why it was refused; missing when it may be used. */
  refusal?: string
}

const redirectPath = ownPath('/')
const markers = ['code', 'error', 'state']
const consentMarker = 'admin_consent'

// RFC 6749 §4.1.2: unrecognized parameters are ignored. MSAL would act on some that this app never requests:
// `cloud_instance_host_name` names another host to redeem the code at.
const known = new Set([
  'code',
  'state',
  'client_info',
  'session_state',
  'iss',
  'error',
  'error_description',
  'error_subcode',
  'error_uri',
  'suberror',
])

/**
 * Reads the authorization response in the fragment of a URL (RFC 6749 §4.1.2).
 * @param url the URL that the identity provider redirected to
 * @param isIssuer whether an issuer is the one in the configuration
 * @returns undefined when the URL contains none
 */
export function readAuthorizationResponse(
  url: URL,
  isIssuer: (issuer: string) => boolean,
): AuthorizationResponse | undefined {
  if (!carriesResponse(url)) return undefined
  const parameters = parametersOf(url)
  const fragment = new URLSearchParams([...parameters].filter(([name]) => known.has(name)))
  const refusal = findRefusal(parameters, isIssuer)
  return { fragment: fragment.toString(), ...(refusal !== undefined && { refusal }) }
}

/**
 * Reads the outcome of an administrator's consent. The identity provider reports it in the query, and any link can contain
 * such a report: nothing binds it to this tab. It therefore only decides what the page says.
 * @returns an error when consent was refused, undefined when the URL contains no report
 * @see {@link https://learn.microsoft.com/entra/identity-platform/v2-admin-consent}
 */
export function readConsent({
  pathname,
  searchParams,
}: URL): 'granted' | AuthenticationError | undefined {
  const isRefused = searchParams.has('error')
  if (pathname !== redirectPath || !(isRefused || searchParams.has(consentMarker))) return undefined
  if (!isRefused && searchParams.get(consentMarker) === 'True') return 'granted'
  return new AuthenticationError('consent_refused', searchParams.get('error_description') ?? '')
}

/**
 * Whether the identity provider redirected back after sign-out: it then returns the state in the query.
 * @see OpenID Connect RP-Initiated Logout 1.0 §3
 */
export function hasSignedOut(url: URL): boolean {
  const isReturn = url.pathname === redirectPath && url.searchParams.has('state')
  return isReturn && readConsent(url) === undefined
}

/**
 * Removes an authorization or sign-out response from a URL, so that it can stay in the history.
 * @returns an absolute URL: a path that begins with `//` would be a URL of another host
 * @see RFC 9700 §4.3.2, credential leakage via browser history
 */
export function withoutResponse(url: URL): string {
  const clean = new URL(url)
  if (url.pathname !== redirectPath) return clean.href
  if ([...markers, consentMarker].some((name) => url.searchParams.has(name))) clean.search = ''
  // Entra also leaves a `#` without a fragment.
  if (carriesResponse(url) || url.hash === '') clean.hash = ''
  return clean.href
}

/** Whether a URL contains an authorization response. */
export function carriesResponse(url: URL): boolean {
  const parameters = parametersOf(url)
  return url.pathname === redirectPath && markers.some((name) => parameters.has(name))
}

// MSAL reads `#/code=…` as `code`, so it is checked as `code`.
function parametersOf({ hash }: URL): URLSearchParams {
  return new URLSearchParams(hash.replace(/^#\/?/, ''))
}

function findRefusal(
  parameters: URLSearchParams,
  isIssuer: (issuer: string) => boolean,
): string | undefined {
  const names = [...parameters.keys()]
  // RFC 6749 §3.1: a parameter must not be included more than once.
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) return `The parameter "${repeated}" is repeated.`
  // RFC 9207 §2.4: another issuer means a mix-up attack. A response without `iss` is accepted, because Entra sends none.
  const sender = parameters.get('iss')
  if (sender !== null && !isIssuer(sender)) return 'The response is from another issuer.'
  if (!parameters.has('state')) return 'The response has no state.'
  if (parameters.has('code') === parameters.has('error')) {
    return 'The response must have either a code or an error.'
  }
  const malformed = markers.find((name) => !isVisibleText(parameters.get(name) ?? '-'))
  return malformed === undefined ? undefined : `The parameter "${malformed}" is malformed.`
}

// RFC 6749 appendix A.5, A.7 and A.11: printable ASCII, at least one character.
function isVisibleText(value: string): boolean {
  return /^[\x20-\x7e]+$/.test(value)
}
