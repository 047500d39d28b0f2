import type { LocalEntra } from '#local-entra'
import { endpointsOf, tenantOf } from '../../src/config/config.ts'
import type { Authority } from './public-documents.ts'

/** The authority of local Entra that stands for a real one: the same alias, or its own tenant. */
export function authorityIn(
  { appConfig, identity }: LocalEntra,
  { authority }: Authority,
): Authority {
  const asked = tenantOf(authority)
  const segment = aliases.has(asked) ? asked : tenantOf(appConfig.authority)
  return {
    authority: `${new URL(appConfig.authority).origin}/${segment}`,
    authorityMetadata: endpointsOf({ authority: `${identity.origin}/${segment}` }),
  }
}

const aliases = new Set(['common', 'organizations', 'consumers'])
