import type { Context, Middleware } from 'koa'
import { PATHS, targetOf, type TenantEndpoints, tenantEndpoints } from './endpoints.ts'
import type { SigningKeys } from './signing-keys.ts'
import type { IdentityState } from './state.ts'

/** The public documents: OpenID configuration, signing keys, instance discovery. */
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
  const endpoints = tenantEndpoints(state.origin, authority)
  switch (path) {
    case PATHS.discovery:
      return discoveryDocument(endpoints, state)
    case PATHS.keys:
      return keysDocument(state.keys, endpoints.issuer)
    case PATHS['instance-discovery']:
      return instanceDiscovery(state.origin, ctx.query['authorization_endpoint'])
    default:
      return undefined
  }
}

/**
 * The OpenID configuration of a tenant, with Entra's fields in their order: no
 * `code_challenge_methods_supported` and no `grant_types_supported`.
 */
function discoveryDocument(
  endpoints: TenantEndpoints,
  { switches, graphOrigin }: IdentityState,
): object {
  const { host, origin } = new URL(endpoints.token)
  const { host: graphHost } = new URL(graphOrigin)
  return {
    token_endpoint: endpoints.token,
    token_endpoint_auth_methods_supported: [
      'client_secret_post',
      'private_key_jwt',
      'client_secret_basic',
      ...(switches.tlsClientAuthAdvertised ? ['self_signed_tls_client_auth'] : []),
    ],
    jwks_uri: endpoints.keys,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: endpoints.issuer,
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${graphOrigin}/oidc/userinfo`,
    authorization_endpoint: endpoints.authorization,
    device_authorization_endpoint: endpoints.deviceAuthorization,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: endpoints.endSession,
    claims_supported: CLAIMS,
    kerberos_endpoint: endpoints.token.replace(/oauth2\/v2\.0\/token$/, 'kerberos'),
    ...(switches.tlsClientAuthAdvertised
      ? {
          // RFC 8705 §5. Entra has another host for it; here no client can send a certificate.
          mtls_endpoint_aliases: { token_endpoint: endpoints.token },
          tls_client_certificate_bound_access_tokens: true,
        }
      : {}),
    tenant_region_scope: null,
    cloud_instance_name: host,
    cloud_graph_host_name: graphHost,
    msgraph_host: graphHost,
    rbac_url: `${origin}/rbac`,
  }
}

const CLAIMS = [
  'sub',
  'iss',
  'cloud_instance_name',
  'cloud_instance_host_name',
  'cloud_graph_host_name',
  'msgraph_host',
  'aud',
  'exp',
  'iat',
  'auth_time',
  'acr',
  'nonce',
  'preferred_username',
  'name',
  'tid',
  'ver',
  'at_hash',
  'c_hash',
  'email',
]

/**
 * The keys as Entra publishes them: `kid` and `x5t` are the SHA-1 of the certificate, there is no
 * `alg`, and each key names its issuer.
 */
function keysDocument(keys: SigningKeys, issuer: string): object {
  return {
    keys: keys.published().map(({ kid, publicJwk, certificate }) => ({
      kty: 'RSA',
      use: 'sig',
      kid,
      x5t: kid,
      n: publicJwk.n,
      e: publicJwk.e,
      x5c: [certificate],
      issuer,
    })),
  }
}

/**
 * Tells a client that this host is an Entra host, and under which name to cache.
 * @param authorizationEndpoint the address that the client asks about
 */
function instanceDiscovery(origin: string, authorizationEndpoint: unknown): object {
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
