import type { Config } from '../config/config.ts'

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/**
 * The issuers that tokens of a tenant may name (OpenID Connect Core 1.0 §2).
 * @param tid the tenant's id, as its tokens carry it
 */
export function issuersOf({ authority, authorityMetadata }: Config, tid: string): string[] {
  if (authorityMetadata) return [authorityMetadata.issuer.replace('{tenantid}', tid)]
  const { origin, hostname } = new URL(authority)
  const own = `${origin}/${tid}/v2.0`
  // External ID names the tenant in the host of its issuer, whatever host it was reached by.
  return hostname.endsWith('.ciamlogin.com')
    ? [own, `https://${tid}.ciamlogin.com/${tid}/v2.0`]
    : [own]
}

/** Whether people of a tenant may come in through an authority. */
export function isTenantOf(authority: string, tid: string): boolean {
  const tenant = new URL(authority).pathname.split('/')[1] ?? ''
  // An authority may also name its tenant by a domain, or be open to every tenant: then any tenant id will do.
  return guid.test(tid) && (!guid.test(tenant) || tenant.toLowerCase() === tid.toLowerCase())
}

/** Whether an issuer is the one that this app deals with; where the authority is open, one of those. */
export function isIssuerOf(config: Config, issuer: string): boolean {
  const tid = issuer.split('/').find((segment) => guid.test(segment)) ?? ''
  const isTenant = config.authorityMetadata !== undefined || isTenantOf(config.authority, tid)
  return isTenant && issuersOf(config, tid).includes(issuer)
}
