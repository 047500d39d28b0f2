import type { Registry } from '../registrations/registry.ts'
import { consentNames, OPENID_PERMISSIONS, parseRequestedScopes } from './scopes.ts'

/** Which scopes an app may use: by the consent of a user, or of an administrator for a tenant. */
export interface Consents {
  /** @returns the scopes that neither the user nor an administrator has consented to */
  missing(party: ConsentParty, scopes: string[]): string[]
  /** @param consenter a user name, or the id of a tenant */
  grant(consenter: string, clientId: string, scopes: string[]): void
  /** Adds an app to a tenant, as the first consent there does. */
  addToTenant(tenantId: string, clientId: string): void
  isInTenant(tenantId: string, clientId: string): boolean
  /** Withdraws the consents of a user or a tenant; or all of them, with the apps that they added to tenants. */
  withdraw(consenter?: string): void
  /** Withdraws the consents to some scopes, of a user or a tenant or of all. */
  withdrawScopes(scopes: string[], consenter?: string): void
}

/**
 * The scopes that a user cannot use yet in an app: without consent of the user or of an administrator.
 * @param scopes as `consentNames` returns them
 */
export function missingConsents(
  { registry, consents }: { registry: Registry; consents: Consents },
  party: ConsentParty,
  scopes: string[],
): string[] {
  const app = registry.app(party.clientId)
  const isRegistered = app?.adminConsent === true && app.tenantId === party.tenantId
  // Customers cannot consent: their administrator does, when the app is registered.
  const isExternal = registry.tenant(party.tenantId)?.external === true
  return isRegistered || isExternal ? [] : consents.missing(party, scopes)
}

/** A user of an app in a tenant. */
export interface ConsentParty {
  userName: string
  tenantId: string
  clientId: string
}

/** @returns an empty store of consents */
export function createConsents(): Consents {
  const consenters = new Map<string, Map<string, Set<string>>>()
  const appsByTenant = new Map<string, Set<string>>()
  const granted = (consenter: string, clientId: string) =>
    consenters.get(consenter)?.get(clientId) ?? new Set<string>()
  return {
    missing: ({ userName, tenantId, clientId }, scopes) => {
      const known = [userName, tenantId].map((consenter) => granted(consenter, clientId))
      return scopes.filter((scope) => !known.some((names) => names.has(scope)))
    },
    grant: (consenter, clientId, scopes) => {
      const apps = consenters.get(consenter) ?? new Map<string, Set<string>>()
      apps.set(clientId, new Set([...granted(consenter, clientId), ...scopes]))
      consenters.set(consenter, apps)
    },
    addToTenant: (tenantId, clientId) => {
      appsByTenant.set(tenantId, new Set([...(appsByTenant.get(tenantId) ?? []), clientId]))
    },
    isInTenant: (tenantId, clientId) => appsByTenant.get(tenantId)?.has(clientId) ?? false,
    withdraw: (consenter) => {
      if (consenter !== undefined) {
        consenters.delete(consenter)
        return
      }
      consenters.clear()
      appsByTenant.clear()
    },
    withdrawScopes: (scopes, consenter) => {
      for (const [name, apps] of consenters) {
        if (consenter !== undefined && name !== consenter) continue
        for (const [clientId, names] of apps) {
          apps.set(clientId, new Set([...names].filter((each) => !scopes.includes(each))))
        }
      }
    },
  }
}

/** Consents on a user's behalf to all scopes of all apps that need no administrator. */
export function grantAllConsents(
  { registry, consents }: { registry: Registry; consents: Consents },
  userName: string,
): void {
  const { apis, apps } = registry.registrations
  const scopes = apis.flatMap(({ identifierUri, scopes: all }) =>
    all
      .filter(({ adminConsentOnly }) => !adminConsentOnly)
      .map(({ value }) => `${identifierUri}/${value}`),
  )
  const scope = [...Object.keys(OPENID_PERMISSIONS), ...scopes].join(' ')
  const names = consentNames(parseRequestedScopes(scope, registry))
  const { tenantId } = registry.account(userName) ?? {}
  for (const { clientId } of apps) {
    consents.grant(userName, clientId, names)
    if (tenantId !== undefined) consents.addToTenant(tenantId, clientId)
  }
}
