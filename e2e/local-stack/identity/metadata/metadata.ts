import type { Middleware } from 'koa'
import type { Tenant } from '../../registrations/registrations.ts'
import { tenantEndpoints } from '../endpoints.ts'
import type { IdentityState } from '../identity-state.ts'
import { discoveryDocument } from './discovery-document.ts'
import { keysDocument } from './keys-document.ts'

/** The documents that anybody may read: discovery and keys. */
export function metadata(state: IdentityState): Middleware {
  return async (ctx, next) => {
    const tenant: Tenant = ctx.state['tenant']
    const endpoints = tenantEndpoints(state.origin, tenant)
    const documents: Record<string, () => object> = {
      '/v2.0/.well-known/openid-configuration': () => discoveryDocument(endpoints),
      '/discovery/v2.0/keys': () => keysDocument(state.keys, endpoints.issuer),
    }
    const document = documents[String(ctx.state['rest'])]
    if (!document) return next()
    ctx.set('Access-Control-Allow-Origin', '*')
    ctx.set('Cache-Control', 'max-age=86400, private')
    ctx.body = document()
    return undefined
  }
}
