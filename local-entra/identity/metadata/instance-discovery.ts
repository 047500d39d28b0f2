/**
 * Says that the host is an Entra host and which names it has, so that a client may cache under
 * one of them.
 *
 * @param authorizationEndpoint the address that a client asks about
 */
export function instanceDiscovery(origin: string, authorizationEndpoint: unknown): object {
  const { host } = new URL(origin)
  const base =
    typeof authorizationEndpoint === 'string'
      ? authorizationEndpoint.replace(/\/oauth2\/v2\.0\/authorize.*$/, '')
      : `${origin}/common`
  return {
    tenant_discovery_endpoint: `${base}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  }
}
