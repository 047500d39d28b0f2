import { tenantEndpoints } from '../endpoints.ts'
import type { IdentityState } from '../identity-state.ts'
import type { SignedInPerson } from '../sessions/signed-in-people.ts'

/** Where the apps of a session hear of its end (OpenID Connect Front-Channel Logout 1.0). */
export function frontChannelAddresses(
  { registry, switches, origin }: IdentityState,
  { clientIds, sid }: SignedInPerson,
): string[] {
  return [...clientIds].flatMap((clientId) => {
    const app = registry.app(clientId)
    if (!app?.frontChannelLogoutUri) return []
    const address = new URL(app.frontChannelLogoutUri)
    address.searchParams.set('sid', sid)
    if (switches.frontChannelIssuer) {
      address.searchParams.set('iss', tenantEndpoints(origin, app.tenantId).issuer)
    }
    return address.href
  })
}
