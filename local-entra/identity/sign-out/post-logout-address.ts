import type { IdentityState } from '../identity-state.ts'

/** Where to go after signing out: only to a redirect URI that is registered, else nowhere. */
export function postLogoutAddress(
  { registry, switches }: IdentityState,
  params: URLSearchParams,
): string | undefined {
  const uri = params.get('post_logout_redirect_uri')
  const isRegistered = registry.registrations.apps.some(
    (app) => uri !== null && registry.platformOf(app, uri) !== undefined,
  )
  if (uri === null || !isRegistered) return undefined
  const address = new URL(uri)
  const state = params.get('state')
  if (state !== null && switches.logoutReturnsState) address.searchParams.set('state', state)
  return address.href
}
