import type { AuthorizationRequest } from './authorization-request.ts'

/** Parameters of Entra that the core carries along without looking at them. */
export const CARRIED_PARAMETERS = [
  'authority',
  'requested_scope',
  'claims',
  'client_info',
  'client-request-id',
  'domain_hint',
  'sid',
  'pocd',
  'admin_consent',
] as const

const CORE_PARAMETERS = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'prompt',
  'max_age',
  'login_hint',
]

/** The request as the core gets it: an OpenID request that carries the rest along. */
export function coreParameters({
  authority,
  params,
  adminConsent,
}: AuthorizationRequest): URLSearchParams {
  const known = new Set<string>([...CORE_PARAMETERS, ...CARRIED_PARAMETERS])
  const core = new URLSearchParams([...params].filter(([name]) => known.has(name)))
  core.set('requested_scope', params.get('scope') ?? '')
  core.set('scope', 'openid')
  core.set('authority', authority.segment)
  core.delete('admin_consent')
  if (adminConsent) core.set('admin_consent', adminConsent)
  return core
}
