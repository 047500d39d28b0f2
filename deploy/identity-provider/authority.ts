import type { ConfigFault } from '../../src/config/config.ts'
import { clouds, isCloudName } from './clouds.ts'
import { parseUrl } from '../../command-line/parse-url.ts'

/** The options that choose an authority. */
export interface AuthorityOptions {
  /** Directory (tenant) id, one of its domain names, or `organizations` and the like. */
  tenant?: string | undefined
  cloud?: string | undefined
  /** Instead of a cloud: External ID or a custom domain. The tenant is in its path or in `tenant`. */
  authority?: string | undefined
}

const tenantForm =
  /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?:[a-z0-9-]+\.)+[a-z]{2,}|common|organizations|consumers)$/i

/**
 * @returns the authority, e.g. `https://login.microsoftonline.com/<tenant>`, or undefined without options. An invalid one
 * is returned as it is, and the schema refuses it.
 */
export function authorityOf({ tenant, cloud, authority }: AuthorityOptions): string | undefined {
  if (authority !== undefined) return normalizeAuthority(authority, tenant)
  if (tenant === undefined) return undefined
  const name = cloud !== undefined && isCloudName(cloud) ? cloud : 'public'
  return `https://${clouds[name].login}/${tenant}`
}

/** @returns the faults of the options */
export function faultsOfAuthorityOptions({
  tenant,
  cloud,
  authority,
}: AuthorityOptions): ConfigFault[] {
  const faults: ConfigFault[] = []
  if (tenant !== undefined && !tenantForm.test(tenant.trim())) faults.push(badTenant(tenant))
  if (cloud !== undefined && !isCloudName(cloud)) faults.push(badCloud(cloud))
  if (cloud !== undefined && authority !== undefined) faults.push(twoHosts)
  if (tenant !== undefined && authority !== undefined && pathOf(authority) !== '') {
    faults.push(twoTenants)
  }
  return faults
}

function badTenant(tenant: string): ConfigFault {
  const problem = `cannot be "${tenant}".`
  const fix =
    'Set it to the Directory (tenant) ID from the Overview page of the app registration, or to a domain name of the tenant.'
  return { key: '--tenant', problem, fix }
}

function badCloud(cloud: string): ConfigFault {
  const fix = `Set it to one of: ${Object.keys(clouds).join(', ')}. For another host use --authority.`
  return { key: '--cloud', problem: `cannot be "${cloud}".`, fix }
}

const twoHosts: ConfigFault = {
  key: '--authority',
  problem: 'and --cloud both set the host.',
  fix: 'Remove one of them.',
}

const twoTenants: ConfigFault = {
  key: '--authority',
  problem: 'and --tenant both set the tenant.',
  fix: 'Remove it from one of them.',
}

/** Uses the current host name, removes a trailing slash and version, and adds the tenant. */
function normalizeAuthority(authority: string, tenant?: string): string {
  const url = parseUrl(authority)
  if (!url) return authority
  const current = Object.values(clouds).find(({ formerly }) => formerly.includes(url.host))
  if (current) url.host = current.login
  const path = pathOf(authority).replace(/\/v2\.0$/, '') || (tenant ?? ownTenant(url.host))
  return `${url.protocol}//${url.host}/${path}${url.search}${url.hash}`
}

// External ID names its tenant in the host (https://learn.microsoft.com/entra/external-id/customers/).
function ownTenant(host: string): string {
  const [, name] = /^([a-z0-9-]+)\.ciamlogin\.com$/i.exec(host) ?? []
  return name === undefined ? '' : `${name}.onmicrosoft.com`
}

function pathOf(authority: string): string {
  return parseUrl(authority)?.pathname.replace(/^\/+|\/+$/g, '') ?? ''
}
