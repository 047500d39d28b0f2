import type { Context } from 'koa'
import type { SampleAccount, Tenant } from '../registrations/registrations.ts'
import type { Registry } from '../registrations/registry.ts'

/** The first segment of a path: one tenant, or an alias that stands for the person's own. */
export interface Authority {
  /** As it is written in endpoints: the tenant's id, `common` or `organizations`. */
  segment: string
  /** Undefined for an alias, until it is known who signs in. */
  tenant: Tenant | undefined
}

const ALIASES = new Set(['common', 'organizations'])

export function findAuthority(segment: string, registry: Registry): Authority | undefined {
  const name = segment.toLowerCase()
  if (ALIASES.has(name)) return { segment: name, tenant: undefined }
  const tenant = registry.tenant(name)
  return tenant && { segment: tenant.id, tenant }
}

/** The tenant that a person signs in to through an authority. */
export function tenantFor(
  { tenant }: Authority,
  account: SampleAccount,
  registry: Registry,
): Tenant {
  const found = tenant ?? registry.tenant(account.tenantId)
  if (!found) throw new Error(`the tenant of ${account.userName} is not registered`)
  return found
}

/** What each request of this identity provider is about, before anything else is known of it. */
export interface RequestTarget {
  authority: Authority
  /** The path after the first segment. */
  path: string
}

export function setTarget(ctx: Context, target: RequestTarget): void {
  ctx.state['target'] = target
}

export function targetOf(ctx: { state: Record<string, unknown> }): RequestTarget {
  return ctx.state['target'] as RequestTarget
}
