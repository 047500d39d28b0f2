import type { Context } from 'koa'
import type { Endpoint } from '../faults/faults.ts'
import type { SampleAccount, Tenant } from '../registrations/registrations.ts'
import { CONSUMERS, type Registry } from '../registrations/registry.ts'

/** Paths after the first segment, which is the tenant. */
export const PATHS = {
  authorize: '/oauth2/v2.0/authorize',
  token: '/oauth2/v2.0/token',
  logout: '/oauth2/v2.0/logout',
  discovery: '/v2.0/.well-known/openid-configuration',
  keys: '/discovery/v2.0/keys',
  'instance-discovery': '/discovery/instance',
  page: '/sign-in',
  'admin-consent': '/v2.0/adminconsent',
  'device-code': '/oauth2/v2.0/devicecode',
} satisfies Partial<Record<Endpoint, string>>

/** The older form of the admin consent endpoint, which takes no scopes. */
export const OLD_ADMIN_CONSENT_PATH = '/adminconsent'

/** Where users enter the code that a device shows them. Entra's short address, https://login.microsoft.com/device, leads there. */
export const DEVICE_LOGIN_PATH = '/oauth2/deviceauth'

/** The addresses of one tenant (https://learn.microsoft.com/entra/identity-platform/v2-protocols). */
export interface TenantEndpoints {
  issuer: string
  authorization: string
  token: string
  endSession: string
  keys: string
  deviceAuthorization: string
}

/** @param authority its segment begins the paths, and its tenant issues the tokens */
export function tenantEndpoints(origin: string, { segment, tenant }: Authority): TenantEndpoints {
  const base = `${origin}/${segment}`
  return {
    issuer: issuerOf(origin, tenant),
    authorization: base + PATHS.authorize,
    token: base + PATHS.token,
    endSession: base + PATHS.logout,
    keys: base + PATHS.keys,
    deviceAuthorization: base + PATHS['device-code'],
  }
}

/** @returns the issuer of a tenant's tokens; without a tenant the placeholder that the aliases publish */
function issuerOf(origin: string, tenant: Tenant | undefined): string {
  if (!tenant) return `${origin}/{tenantid}/v2.0`
  // The same at every host of an external tenant, also at a custom URL domain.
  const issuedBy = tenant.external ? `https://${tenant.id}.ciamlogin.com` : origin
  return `${issuedBy}/${tenant.id}/v2.0`
}

const NAMED_PATHS = [
  ...Object.entries(PATHS),
  ['admin-consent', OLD_ADMIN_CONSENT_PATH],
  ['page', DEVICE_LOGIN_PATH],
] as [Endpoint, string][]

/**
 * Splits a path into its tenant and the rest, and names the endpoint. An endpoint matches in any
 * case and with a trailing slash; the rest has it as `PATHS` does.
 */
export function parsePath(path: string): { segment: string; rest: string; endpoint: Endpoint } {
  const [, segment = '', ...segments] = path.split('/')
  const rest = `/${segments.join('/')}`
  const found = NAMED_PATHS.find(([, name]) => `${rest}/`.toLowerCase().startsWith(`${name}/`))
  if (!found) return { segment, rest, endpoint: 'other' }
  const [endpoint, name] = found
  return { segment, rest: name + rest.slice(name.length).replace(/\/$/, ''), endpoint }
}

/** The first segment of a path: one tenant, or an alias for the user's own tenant. */
export interface Authority {
  /** As endpoints contain it: the tenant's id, `common`, `organizations` or `consumers`. */
  segment: string
  /** Undefined for an alias, until the user is known. */
  tenant: Tenant | undefined
}

const ALIASES = new Set(['common', 'organizations'])

/** @returns the authority of one tenant */
export const authorityOf = (tenant: Tenant): Authority => ({ segment: tenant.id, tenant })

/** @returns the authority of a tenant's id, domain name or alias, in any case; undefined if unknown */
export function findAuthority(segment: string, registry: Registry): Authority | undefined {
  const name = segment.toLowerCase()
  if (ALIASES.has(name)) return { segment: name, tenant: undefined }
  if (name === CONSUMERS.domain) return { segment: name, tenant: CONSUMERS }
  const tenant = name === CONSUMERS.id ? CONSUMERS : registry.tenant(name)
  return tenant && authorityOf(tenant)
}

/**
 * @returns the tenant that a user signs in to through an authority
 * @throws {Error} when the user's own tenant is not registered
 */
export function tenantFor(
  { tenant }: Authority,
  account: SampleAccount,
  registry: Registry,
): Tenant {
  const found = tenant ?? registry.tenant(account.tenantId)
  if (!found) throw new Error(`the tenant of ${account.userName} is not registered`)
  return found
}

/** What the path of a request names. */
export interface RequestTarget {
  authority: Authority
  /** The path after the first segment. */
  path: string
}

/** Stores the target with the request, for the endpoints. */
export function setTarget(ctx: Context, target: RequestTarget): void {
  ctx.state['target'] = target
}

/** @returns the target that `setTarget` stored */
export function targetOf(ctx: { state: Record<string, unknown> }): RequestTarget {
  return ctx.state['target'] as RequestTarget
}
