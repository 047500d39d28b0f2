import type {
  ApiRegistration,
  AppRegistration,
  Platform,
  Registrations,
  SampleAccount,
  Tenant,
} from './registrations.ts'
import { redirectUrisMatch } from './redirect-uri-match.ts'

/** The registrations, as the servers ask for them. */
export interface Registry {
  registrations: Registrations
  tenant(idOrDomain: string): Tenant | undefined
  /** Ids, domains and resources match in any case, as at Entra. */
  app(clientId: string): AppRegistration | undefined
  account(userName: string): SampleAccount | undefined
  /** The account with an object id, in its own tenant or as a guest. */
  accountWithId(objectId: unknown): SampleAccount | undefined
  /** The API of a full scope such as `api://…/access_as_user`, found by identifier URI or client id. */
  apiOf(fullScope: string): ApiRegistration | undefined
  /** The platform that a redirect URI of an app is registered for; undefined if it is not. */
  platformOf(app: AppRegistration, redirectUri: string): Platform | undefined
  /**
   * Registers `<origin>/` and `<origin>/redirect.html` as SPA redirect URIs of every app.
   * @param address an origin, or the address of an app below a path, which ends with `/`
   */
  addAppOrigin(address: string): void
  /** Whether the origin is that of a single-page app registered here. */
  isAppOrigin(origin: string): boolean
}

const PLATFORMS: Platform[] = ['spa', 'web', 'publicClient']

export function createRegistry(registrations: Registrations): Registry {
  const { tenants, apps, apis, accounts } = registrations
  return {
    registrations,
    tenant: (idOrDomain) =>
      tenants.find(({ id, domain }) => [id, domain].includes(idOrDomain.toLowerCase())),
    app: (clientId) => apps.find((app) => app.clientId === clientId.toLowerCase()),
    account: (userName) => accounts.find((account) => account.userName === userName),
    accountWithId: (objectId) =>
      accounts.find(({ oid, guestIn }) =>
        [oid, ...guestIn.map((guest) => guest.oid)].some((id) => id === objectId),
      ),
    apiOf: (fullScope) => {
      const resource = fullScope
        .slice(0, fullScope.lastIndexOf('/'))
        .replace(/\/+$/, '')
        .toLowerCase()
      return apis.find(({ identifierUri, clientId }) =>
        [identifierUri.toLowerCase(), clientId].includes(resource),
      )
    },
    platformOf: (app, redirectUri) =>
      PLATFORMS.find((platform) =>
        app.redirectUris[platform].some((registered) => redirectUrisMatch(registered, redirectUri)),
      ),
    addAppOrigin: (address) => {
      const uris = ['.', 'redirect.html'].map((name) => new URL(name, address).href)
      for (const { redirectUris } of apps) {
        redirectUris.spa.push(...uris.filter((uri) => !redirectUris.spa.includes(uri)))
      }
    },
    isAppOrigin: (origin) =>
      apps.some(({ redirectUris }) =>
        redirectUris.spa.some((uri) => new URL(uri).origin === origin),
      ),
  }
}

/** How a person is known in a tenant: as a member, as a guest, or not at all. */
export interface Membership {
  oid: string
  isGuest: boolean
}

export function membership(account: SampleAccount, tenantId: string): Membership | undefined {
  if (account.tenantId === tenantId) return { oid: account.oid, isGuest: false }
  const guest = account.guestIn.find((entry) => entry.tenantId === tenantId)
  return guest && { oid: guest.oid, isGuest: true }
}
