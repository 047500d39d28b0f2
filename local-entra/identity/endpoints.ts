import type { Endpoint } from '../faults/faults.ts'

/** Paths after the first segment, which is the tenant. */
export const PATHS = {
  authorize: '/oauth2/v2.0/authorize',
  token: '/oauth2/v2.0/token',
  logout: '/oauth2/v2.0/logout',
  discovery: '/v2.0/.well-known/openid-configuration',
  keys: '/discovery/v2.0/keys',
  'instance-discovery': '/discovery/instance',
  userinfo: '/openid/userinfo',
  page: '/sign-in',
  'admin-consent': '/v2.0/adminconsent',
} satisfies Partial<Record<Endpoint, string>>

/** The older form of the admin consent endpoint, which takes no scopes. */
export const OLD_ADMIN_CONSENT_PATH = '/adminconsent'

/** The addresses of one tenant (https://learn.microsoft.com/entra/identity-platform/v2-protocols). */
export interface TenantEndpoints {
  issuer: string
  authorization: string
  token: string
  endSession: string
  keys: string
  userinfo: string
}

/** @param segment a tenant's id, `common` or `organizations` */
export function tenantEndpoints(origin: string, segment: string): TenantEndpoints {
  const base = `${origin}/${segment}`
  return {
    // The aliases publish these very letters; the tokens carry the tenant's id in their place.
    issuer: `${origin}/${/^[0-9a-f-]{36}$/.test(segment) ? segment : '{tenantid}'}/v2.0`,
    authorization: base + PATHS.authorize,
    token: base + PATHS.token,
    endSession: base + PATHS.logout,
    keys: base + PATHS.keys,
    userinfo: base + PATHS.userinfo,
  }
}

const NAMED_PATHS = [...Object.entries(PATHS), ['admin-consent', OLD_ADMIN_CONSENT_PATH]] as [
  Endpoint,
  string,
][]

/**
 * Splits a path of the identity provider into its tenant and the rest, and names the endpoint. An endpoint matches in any
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
