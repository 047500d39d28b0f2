import { type Config, guid, normalIssuer, tenantOf } from '../config/config.ts'

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
  if (typeof iss !== 'string' || !isIssuer(config, iss, tid)) return 'iss'
  if (!isStillValid(exp, now)) return 'exp'
  return undefined
}

/** Whether an ID token has not expired, with the five minutes that clocks may differ by. */
function isStillValid(exp: unknown, now: number): boolean {
  return typeof exp === 'number' && exp + 300 > now
}

/**
 * Whether tokens of a tenant may name an issuer (OpenID Connect Core 1.0 §2).
 * @param tid the tenant's id, as its tokens carry it
 */
function isIssuer({ authority, authorityMetadata }: Config, issuer: string, tid: string): boolean {
  if (authorityMetadata) {
    return (
      normalIssuer(issuer) === normalIssuer(authorityMetadata.issuer.replace('{tenantid}', tid))
    )
  }
  const { origin, hostname } = new URL(authority)
  // External ID names the tenant in the host of its issuer, whatever host it was reached by.
  const isExternal = hostname.endsWith('.ciamlogin.com')
  const origins = isExternal ? [origin, `https://${tid}.ciamlogin.com`] : [origin]
  return origins.some((each) => issuer === `${each}/${tid}/v2.0`)
}

/** Whether people of a tenant may come in through an authority. */
function isTenantOf(authority: string, tid: string): boolean {
  const tenant = tenantOf(authority)
  // An authority may also name its tenant by a domain, or be open to every tenant: then any tenant id will do.
  return guid.test(tid) && (!guid.test(tenant) || tenant.toLowerCase() === tid.toLowerCase())
}

/** Whether an issuer is the one of this configuration; where the authority is open, one of those. */
export function isIssuerOf(config: Config, issuer: string): boolean {
  const tid = issuer.split('/').find((segment) => guid.test(segment)) ?? ''
  const isTenant = config.authorityMetadata !== undefined || isTenantOf(config.authority, tid)
  return isTenant && isIssuer(config, issuer, tid)
}
