import type { Endpoint } from '../control/faults.ts'
import type { Tenant } from '../registrations/registrations.ts'

/** The addresses of one tenant (https://learn.microsoft.com/entra/identity-platform/v2-protocols). */
export interface TenantEndpoints {
  issuer: string
  authorization: string
  token: string
  endSession: string
  keys: string
}

export function tenantEndpoints(origin: string, tenant: Pick<Tenant, 'id'>): TenantEndpoints {
  const base = `${origin}/${tenant.id}`
  return {
    issuer: `${base}/v2.0`,
    authorization: `${base}/oauth2/v2.0/authorize`,
    token: `${base}/oauth2/v2.0/token`,
    endSession: `${base}/oauth2/v2.0/logout`,
    keys: `${base}/discovery/v2.0/keys`,
  }
}

/** Which endpoint a path of the identity provider belongs to, and to which tenant. */
export function parsePath(path: string): { tenant: string; endpoint: Endpoint; rest: string } {
  const [, tenant = '', ...segments] = path.split('/')
  const rest = `/${segments.join('/')}`
  const endpoint = ENDPOINT_PATHS.find(
    ([, prefix]) => rest === prefix || rest.startsWith(`${prefix}/`),
  )
  return { tenant, endpoint: endpoint?.[0] ?? 'other', rest }
}

const ENDPOINT_PATHS: [Endpoint, string][] = [
  ['authorize', '/oauth2/v2.0/authorize'],
  ['token', '/oauth2/v2.0/token'],
  ['logout', '/oauth2/v2.0/logout'],
  ['discovery', '/v2.0/.well-known/openid-configuration'],
  ['keys', '/discovery/v2.0/keys'],
  ['instance-discovery', '/discovery/instance'],
  ['page', '/sign-in'],
]
