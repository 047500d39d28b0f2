import type { TokenEndpointGrantContext } from 'oidc-provider'
import type {
  AppRegistration,
  Platform,
  SampleAccount,
  Tenant,
} from '../../registrations/registrations.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../identity-state.ts'
import { consentNames } from '../scopes/consent-names.ts'
import type { ConsentParty } from '../sessions/consents.ts'
import type { RequestedScopes } from '../scopes/requested-scopes.ts'

export type TokenContext = TokenEndpointGrantContext<Record<string, unknown>>

/** A parameter that has to be there (RFC 6749 §4.1.3). Throws EntraError. */
export function requireField(params: Record<string, unknown>, field: string): string {
  const value = params[field]
  if (typeof value !== 'string' || value === '') throw new EntraError(900144, { field })
  return value
}

/** A parameter that may be missing. */
export function optionalField(params: Record<string, unknown>, field: string): string | undefined {
  const value = params[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/**
 * What was issued to a browser app is redeemed by a browser, and the other way round: browsers
 * send `Origin`, and nobody else does. Throws EntraError.
 */
export function requireRedeemer(platform: Platform, origin: string): void {
  if (platform === 'spa' && origin === '') throw new EntraError(9002327)
  if (platform !== 'spa' && origin !== '') throw new EntraError(9002326, { origin })
  // Nobody here has a secret, so an app of the platform "Web" never comes further than this.
  if (platform === 'web') throw new EntraError(7000218)
}

/** The person let the app use all of it, which may have changed since. Throws EntraError. */
export function requireConsent(
  { consents }: IdentityState,
  party: ConsentParty,
  scopes: RequestedScopes,
): void {
  const missing = consents.missing(party, consentNames(scopes))
  if (missing.length > 0) throw new EntraError(65001, { clientId: party.clientId })
}

/** The app, person and tenant of a grant, as they are registered now. */
export function requireParty(
  { registry }: IdentityState,
  grant: { tenantId: string; clientId: string; userName: string },
): { app: AppRegistration; account: SampleAccount; tenant: Tenant } {
  const app = registry.app(grant.clientId)
  const account = registry.account(grant.userName)
  const tenant = registry.tenant(grant.tenantId)
  if (!app || !account || !tenant) throw new EntraError(70000)
  return { app, account, tenant }
}
