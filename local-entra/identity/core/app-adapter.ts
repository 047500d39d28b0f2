import type { Adapter } from 'oidc-provider'
import type { Registry } from '../../registrations/registry.ts'

/** Lets the core find the registered apps. They are public clients, as browser apps are. */
export function appAdapter(registry: Registry, memory: Adapter): Adapter {
  return Object.assign(Object.create(memory) as Adapter, {
    find: (clientId: string) => {
      const app = registry.app(clientId)
      if (!app) return Promise.resolve(undefined)
      return Promise.resolve({
        client_id: app.clientId,
        // Never compared: redirect URIs are looked up in the registrations.
        redirect_uris: ['http://localhost/'],
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'none' as const,
      })
    },
  })
}
