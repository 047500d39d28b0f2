import type { Context, Middleware } from 'koa'
import { targetOf } from '../authority.ts'
import { PATHS, tenantEndpoints } from '../endpoints.ts'
import type { IdentityState } from '../identity-state.ts'
import { discoveryDocument } from './discovery-document.ts'
import { instanceDiscovery } from './instance-discovery.ts'
import { keysDocument } from './keys-document.ts'

/** The documents that anybody may read: discovery, keys, and which hosts are Entra. */
export function metadata(state: IdentityState): Middleware {
  return async (ctx, next) => {
    const document = documentAt(state, ctx)
    if (!document) return next()
    ctx.set('Access-Control-Allow-Origin', '*')
    ctx.set('Cache-Control', 'max-age=86400, private')
    ctx.body = document
    return undefined
  }
}

function documentAt(state: IdentityState, ctx: Context): object | undefined {
  const { authority, path } = targetOf(ctx)
  const endpoints = tenantEndpoints(state.origin, authority.segment)
  switch (path) {
    case PATHS.discovery:
      return discoveryDocument(endpoints, state.switches)
    case PATHS.keys:
      return keysDocument(state.keys, endpoints.issuer)
    case PATHS['instance-discovery']:
      return instanceDiscovery(state.origin, ctx.query['authorization_endpoint'])
    default:
      return undefined
  }
}
