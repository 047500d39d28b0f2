import type { TenantEndpoints } from '../endpoints.ts'
import type { Switches } from '../switches.ts'

/**
 * The OpenID configuration of a tenant, field for field and in order. Entra says nothing of the
 * code challenge methods and grant types that it takes, so neither does this.
 */
export function discoveryDocument(endpoints: TenantEndpoints, switches: Switches): object {
  const { host, origin } = new URL(endpoints.token)
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
    userinfo_endpoint: endpoints.userinfo,
    authorization_endpoint: endpoints.authorization,
    device_authorization_endpoint: endpoints.token.replace(/token$/, 'devicecode'),
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: endpoints.endSession,
    claims_supported: CLAIMS,
    kerberos_endpoint: endpoints.token.replace(/oauth2\/v2\.0\/token$/, 'kerberos'),
    tenant_region_scope: null,
    cloud_instance_name: host,
    cloud_graph_host_name: host,
    msgraph_host: host,
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
