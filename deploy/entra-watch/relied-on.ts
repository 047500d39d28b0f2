import { parseUrl } from '../../command-line/parse-url.ts'
import { endpointsOf, guid, tenantOf } from '../../src/config/config.ts'
import { isIssuerOf } from '../../src/config/issuer.ts'
import type { Authority, Members, PublicDocuments } from './public-documents.ts'

/** Something in a public document that the app, its API or its commands rely on. */
export interface Reliance {
  document: keyof PublicDocuments
  member: string
  holds: (value: unknown, authority: Authority) => boolean
  /** Follows "`member` is …": what does not work then. */
  otherwise: string
}

const lists =
  (...wanted: string[]) =>
  (value: unknown) =>
    Array.isArray(value) && wanted.every((each) => value.includes(each))

const isNotTrue = (value: unknown) => value !== true

/** What the app relies on, in the order in which a sign-in needs it. */
export const reliances: readonly Reliance[] = [
  ofConfiguration('issuer', isKnownIssuer, 'The app refuses tokens of another issuer.'),
  ...(
    ['authorization_endpoint', 'token_endpoint', 'end_session_endpoint', 'jwks_uri'] as const
  ).map((name) =>
    ofConfiguration(
      name,
      (value, authority) => isSameEndpoint(value, endpointsOf(authority)[name], authority),
      'The app and its policy name another address.',
    ),
  ),
  ofConfiguration('response_types_supported', lists('code'), 'The app requests a code.'),
  ofConfiguration(
    'response_modes_supported',
    lists('fragment'),
    'The app reads responses from the fragment.',
  ),
  ofConfiguration(
    'scopes_supported',
    lists('openid', 'profile', 'offline_access'),
    'Every sign-in requests openid, profile and offline_access.',
  ),
  ofConfiguration(
    'code_challenge_methods_supported', // Entra enforces PKCE, and has never listed its methods.
    (value) => value === undefined || lists('S256')(value),
    'The app sends a code challenge of the method S256.',
  ),
  ofConfiguration(
    'require_pushed_authorization_requests', // RFC 9126 §5
    isNotTrue,
    'The app sends its authorization request in the address.',
  ),
  ofConfiguration(
    'require_signed_request_object', // RFC 9101 §10.5
    isNotTrue,
    'The app does not sign its authorization requests.',
  ),
  ofConfiguration(
    'id_token_signing_alg_values_supported',
    lists('RS256'),
    'APIs verify tokens with RS256.',
  ),
  ofConfiguration(
    'frontchannel_logout_supported',
    (value) => value === true,
    'A sign-out in another app does not reach this one.',
  ),
  {
    document: 'keys',
    member: 'keys',
    holds: (value) => Array.isArray(value) && value.some(isSigningKey),
    otherwise: 'Without an RSA key for signatures that has a kid, no API can verify a token.',
  },
  {
    document: 'instance discovery',
    member: 'metadata',
    holds: (value, { authority }) =>
      Array.isArray(value) && value.some((entry) => hasAlias(entry, new URL(authority).host)),
    otherwise: 'It does not name this host, so MSAL for Node and MSAL.NET refuse the authority.',
  },
]

/** What the app could use as soon as a tenant has it, by the member of the OpenID configuration. */
export const offers: Readonly<Record<string, string>> = {
  dpop_signing_alg_values_supported:
    'The tenant offers DPoP (RFC 9449), which binds tokens to a key of the browser: a stolen token is useless elsewhere.',
  pushed_authorization_request_endpoint:
    'The tenant offers pushed authorization requests (RFC 9126), which keep the request out of the address.',
  code_challenge_methods_supported:
    'The tenant says that it supports PKCE (RFC 7636), so a client can require that.',
  authorization_response_iss_parameter_supported:
    'Authorization responses name their issuer (RFC 9207). The app checks it already, and could require it.',
  revocation_endpoint:
    'The tenant revokes refresh tokens (RFC 7009), so a sign-out can end them as well.',
}

function ofConfiguration(member: string, holds: Reliance['holds'], otherwise: string): Reliance {
  return { document: 'OpenID configuration', member, holds, otherwise }
}

// `common` and `organizations` publish a placeholder.
function isKnownIssuer(value: unknown, authority: Authority): boolean {
  if (typeof value !== 'string') return false
  const issuer = isAlias(authority) ? value.replace('{tenantid}', sampleTenant) : value
  return isIssuerOf(authority, issuer)
}

const sampleTenant = '00000000-0000-0000-0000-000000000000'

/** Whether an authority accepts the users of several tenants, so that its documents name none. */
export function isAlias({ authority }: Authority): boolean {
  return ['common', 'organizations'].includes(tenantOf(authority))
}

// An authority with a domain name publishes the id of the tenant in its place, and both work.
function isSameEndpoint(value: unknown, expected: string, authority: Authority): boolean {
  if (value === expected) return true
  if (guid.test(tenantOf(authority.authority)) || isAlias(authority)) return false
  return typeof value === 'string' && withoutTenant(value) === withoutTenant(expected)
}

function withoutTenant(endpoint: string): string {
  const { origin, pathname, search } = parseUrl(endpoint) ?? {}
  return `${origin}${pathname?.replace(/^\/[^/]+/, '')}${search}`
}

function isSigningKey(key: unknown): boolean {
  const { kty, use, kid, n, e } = (key ?? {}) as Members
  const isForSignatures = kty === 'RSA' && (use === undefined || use === 'sig')
  return isForSignatures && [kid, n, e].every((part) => typeof part === 'string' && part !== '')
}

function hasAlias(entry: unknown, host: string): boolean {
  const { aliases } = (entry ?? {}) as Members
  return Array.isArray(aliases) && aliases.includes(host)
}
