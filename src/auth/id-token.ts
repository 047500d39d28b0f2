import type { Config } from '../config/config.ts'

/** The claims of an ID token that are checked. */
export interface IdTokenClaims {
  aud?: unknown
  iss?: unknown
  tid?: unknown
  exp?: unknown
}

/**
 * Checks what MSAL leaves unchecked in the ID token of a sign-in (it checks `nonce`).
 * The token came straight from the token endpoint over TLS, so that its signature need not be checked here
 * (OpenID Connect Core 1.0 §3.1.3.7, point 6).
 * @param now the time in seconds since 1970 by a trusted clock
 * @returns the first claim that does not fit, or undefined when all do
 */
export function findWrongClaim(
  claims: IdTokenClaims,
  config: Config,
  now: number,
): string | undefined {
  const { aud, iss, tid, exp } = claims
  if (aud !== config.clientId) return 'aud'
  if (typeof tid !== 'string' || !isTenantOf(config.authority, tid)) return 'tid'
  if (typeof iss !== 'string' || !issuersOf(config, tid).includes(iss)) return 'iss'
  if (!isStillValid(exp, now)) return 'exp'
  return undefined
}

/** Whether an ID token has not expired, with the five minutes that clocks may differ by. */
function isStillValid(exp: unknown, now: number): boolean {
  return typeof exp === 'number' && exp + 300 > now
}

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/**
 * The issuers that tokens of a tenant may name (OpenID Connect Core 1.0 §2).
 * @param tid the tenant's id, as its tokens carry it
 */
function issuersOf({ authority, authorityMetadata }: Config, tid: string): string[] {
  if (authorityMetadata) return [authorityMetadata.issuer.replace('{tenantid}', tid)]
  const { origin, hostname } = new URL(authority)
  const own = `${origin}/${tid}/v2.0`
  // External ID names the tenant in the host of its issuer, whatever host it was reached by.
  return hostname.endsWith('.ciamlogin.com')
    ? [own, `https://${tid}.ciamlogin.com/${tid}/v2.0`]
    : [own]
}

/** Whether people of a tenant may come in through an authority. */
function isTenantOf(authority: string, tid: string): boolean {
  const tenant = new URL(authority).pathname.split('/')[1] ?? ''
  // An authority may also name its tenant by a domain, or be open to every tenant: then any tenant id will do.
  return guid.test(tid) && (!guid.test(tenant) || tenant.toLowerCase() === tid.toLowerCase())
}

/** Whether an issuer is the one of this configuration; where the authority is open, one of those. */
export function isIssuerOf(config: Config, issuer: string): boolean {
  const tid = issuer.split('/').find((segment) => guid.test(segment)) ?? ''
  const isTenant = config.authorityMetadata !== undefined || isTenantOf(config.authority, tid)
  return isTenant && issuersOf(config, tid).includes(issuer)
}
