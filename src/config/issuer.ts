import { type Config, guid, normalIssuer, tenantOf } from './config.ts'

type Authority = Pick<Config, 'authority' | 'authorityMetadata'>

/**
 * @param tid the tenant id, from the claim `tid`
 * @returns whether this is the issuer of the tenant's tokens (OpenID Connect Core 1.0 §2)
 */
export function isIssuer(
  { authority, authorityMetadata }: Authority,
  issuer: string,
  tid: string,
): boolean {
  if (authorityMetadata) {
    return (
      normalIssuer(issuer) === normalIssuer(authorityMetadata.issuer.replace('{tenantid}', tid))
    )
  }
  const { origin } = new URL(authority)
  // The issuer of External ID has the tenant id in its host name, even if the authority has the tenant's name there.
  const origins = isExternalId(authority) ? [origin, `https://${tid}.ciamlogin.com`] : [origin]
  return origins.some((each) => issuer === `${each}/${tid}/v2.0`)
}

/** @returns whether an authority is one of Microsoft Entra External ID, at its usual address. */
export function isExternalId(authority: string): boolean {
  return new URL(authority).hostname.endsWith('.ciamlogin.com')
}

/** @returns whether users of a tenant can sign in at an authority. */
export function isTenantOf(authority: string, tid: string): boolean {
  const tenant = tenantOf(authority)
  // An authority may also have a domain name in place of the id, or accept every tenant: then any tenant id matches.
  return guid.test(tid) && (!guid.test(tenant) || tenant.toLowerCase() === tid.toLowerCase())
}

/** @returns whether an issuer belongs to the configured authority. */
export function isIssuerOf(config: Authority, issuer: string): boolean {
  const tid = issuer.split('/').find((segment) => guid.test(segment)) ?? ''
  const isTenant = config.authorityMetadata !== undefined || isTenantOf(config.authority, tid)
  return isTenant && isIssuer(config, issuer, tid)
}
