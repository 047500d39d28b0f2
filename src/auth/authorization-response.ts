import { ownPath } from '../config/app.ts'
import { AuthenticationError } from './errors.ts'

/** What the identity provider sent back to the redirect URI, still unchecked. */
export interface AuthorizationResponse {
  /** The known parameters, serialized again, without `#`: MSAL reads what was checked here. */
  fragment: string
  /** Why it must not be used. */
  refusal?: string
}

const redirectPath = ownPath('/')
const markers = ['code', 'error', 'state']
const consentMarker = 'admin_consent'

// RFC 6749 §4.1.2: unrecognized parameters are ignored. MSAL would act on some that this app never asks for, such as
// `cloud_instance_host_name`, which names another host to redeem the code at.
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
 * Finds an authorization response in the address of a page (RFC 6749 §4.1.2, fragment response mode).
 * @param url the address that the browser was sent to
 * @param isIssuer tells the issuer that this app deals with from others
 * @returns undefined when the address carries none
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
 * Reads what became of an administrator's consent. The identity provider reports it in the query, and nothing ties the
 * report to this tab: any link can carry one. So it changes nothing but what the page says.
 * @returns an error when consent was refused, undefined when the address carries no report
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
 * Tells whether a page was come back to from signing out: the identity provider then gives back the state, in the query.
 * @see OpenID Connect RP-Initiated Logout 1.0 §3
 */
export function hasSignedOut(url: URL): boolean {
  const isReturn = url.pathname === redirectPath && url.searchParams.has('state')
  return isReturn && readConsent(url) === undefined
}

/**
 * The same address without anything of an authorization or sign-out response, fit for the history.
 * @returns an absolute address: a path that begins with `//` would be another host's
 * @see RFC 9700 §4.3.2, credential leakage via browser history
 */
export function withoutResponse(url: URL): string {
  const clean = new URL(url)
  if (url.pathname !== redirectPath) return clean.href
  if ([...markers, consentMarker].some((name) => url.searchParams.has(name))) clean.search = ''
  // Entra also leaves an empty fragment, a mere `#`.
  if (carriesResponse(url) || url.hash === '') clean.hash = ''
  return clean.href
}

/** Whether an address carries an authorization response. */
export function carriesResponse(url: URL): boolean {
  const parameters = parametersOf(url)
  return url.pathname === redirectPath && markers.some((name) => parameters.has(name))
}

// MSAL also reads `#/code=…`; here that is no other name than `code`.
function parametersOf({ hash }: URL): URLSearchParams {
  return new URLSearchParams(hash.replace(/^#\/?/, ''))
}

function findRefusal(
  parameters: URLSearchParams,
  isIssuer: (issuer: string) => boolean,
): string | undefined {
  const names = [...parameters.keys()]
  // RFC 6749 §3.1: parameters must not be included more than once.
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) return `The parameter "${repeated}" came more than once.`
  // RFC 9207 §2.4: an answer of another issuer is a mix-up. Entra sends none, so its absence is no fault.
  const sender = parameters.get('iss')
  if (sender !== null && !isIssuer(sender)) return 'It came from another identity provider.'
  if (!parameters.has('state')) return 'It belongs to no sign-in that this app began.'
  if (parameters.has('code') === parameters.has('error')) {
    return 'It is neither a grant nor a refusal.'
  }
  const malformed = markers.find((name) => !isVisibleText(parameters.get(name) ?? '-'))
  return malformed === undefined ? undefined : `The parameter "${malformed}" is malformed.`
}

// RFC 6749 appendix A.5, A.7 and A.11: printable ASCII, at least one character.
function isVisibleText(value: string): boolean {
  return /^[\x20-\x7e]+$/.test(value)
}
