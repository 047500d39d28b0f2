import type { KoaContextWithOIDC } from 'oidc-provider'
import type { IdentityState } from '../identity-state.ts'

/** The scopes of an authorization request that the person has not consented to yet. */
export function missingConsents(
  state: IdentityState,
  { session, params }: KoaContextWithOIDC['oidc'],
): string[] {
  const scopes = String(params?.['requested_scope']).split(' ')
  return state.consents.missing(
    session?.accountId ?? '',
    String(params?.['client_id']),
    scopes.filter(Boolean),
  )
}
