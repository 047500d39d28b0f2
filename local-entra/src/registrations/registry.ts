import type {
  ApiRegistration,
  AppRegistration,
  Group,
  Platform,
  Registrations,
  SampleAccount,
  Tenant,
} from './registrations.ts'
import { parseUrl } from '../../../command-line/parse-url.ts'

/** Looks up registrations. Ids, domains and identifier URIs match in any case, as in Entra. */
export interface Registry {
  registrations: Registrations
  tenant(idOrDomain: string): Tenant | undefined
  app(clientId: string): AppRegistration | undefined
  account(userName: string): SampleAccount | undefined
  /** The account with an object id, in its own tenant or as a guest. */
  accountWithId(objectId: unknown): SampleAccount | undefined
  /** The groups of a tenant that an account is a member of. */
  groupsOf(account: SampleAccount, tenantId: string): Group[]
  /** The API of a full scope such as `api://…/access_as_user`, found by identifier URI or client id. */
  apiOf(fullScope: string): ApiRegistration | undefined
  /** The platform that a redirect URI of an app is registered for; undefined if it is not. */
  platformOf(app: AppRegistration, redirectUri: string): Platform | undefined
  /**
   * Opens the API to an origin, and registers `<origin>/` and `<origin>/redirect.html` as SPA redirect URIs of each app that
   * came without redirect URIs, credentials and public client flows.
   * @param address an origin, or the address of an app below a path, which ends with `/`
   * @throws {Error} when it is neither
   */
  addAppOrigin(address: string): void
  /** Whether the origin was added, or is that of an SPA redirect URI. */
  isAppOrigin(origin: string): boolean
}

const PLATFORMS: Platform[] = ['spa', 'web', 'publicClient']

/** @param registrations are extended by `addAppOrigin` */
export function createRegistry(registrations: Registrations): Registry {
  const { tenants, apps, apis, groups, accounts } = registrations
  const origins = new Set<string>()
  const appsWithoutUris = apps.filter(getsAppOrigins)
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
    groupsOf: (account, tenantId) =>
      groups.filter((group) => group.tenantId === tenantId && account.groups.includes(group.id)),
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
      const url = appAddress(address)
      if (url === undefined) throw new Error(`${address} ${NOT_AN_APP_ADDRESS}`)
      const uris = ['.', 'redirect.html'].map((name) => new URL(name, url).href)
      origins.add(new URL(url).origin)
      for (const { redirectUris } of appsWithoutUris) {
        redirectUris.spa.push(...uris.filter((uri) => !redirectUris.spa.includes(uri)))
      }
    },
    isAppOrigin: (origin) =>
      origins.has(origin) ||
      apps.some(({ redirectUris }) =>
        redirectUris.spa.some((uri) => new URL(uri).origin === origin),
      ),
  }
}

function getsAppOrigins(app: AppRegistration): boolean {
  const { redirectUris, secrets, certificates, publicClientFlows } = app
  const uris = PLATFORMS.flatMap((platform) => redirectUris[platform])
  return !publicClientFlows && [...uris, ...secrets, ...certificates].length === 0
}

/** @returns the first app that has SPA redirect URIs, or gets them from the app origins */
export function singlePageApp(apps: readonly AppRegistration[]): AppRegistration | undefined {
  return apps.find((app) => app.redirectUris.spa.length > 0 || getsAppOrigins(app))
}

export const NOT_AN_APP_ADDRESS =
  'must be an origin, such as http://localhost:3000, or an address below it that ends with /'

/** @returns the URL of an origin or of an app below a path, which ends with `/`; undefined when it is neither */
export function appAddress(text: string): string | undefined {
  const url = parseUrl('.', text)
  const isAddress = url && /^https?:$/.test(url.protocol) && [text, `${text}/`].includes(url.href)
  return isAddress ? url.href : undefined
}

/** The tenant of personal Microsoft accounts. It has documents here, and no accounts. */
export const CONSUMERS: Tenant = {
  id: '9188040d-6c67-4c5b-b112-36a304b66dad',
  domain: 'consumers',
  name: 'Microsoft Accounts',
  external: false,
}

/** An account in a tenant. */
export interface Membership {
  oid: string
  isGuest: boolean
}

/** @returns undefined when the account is neither a member nor a guest of the tenant */
export function membership(account: SampleAccount, tenantId: string): Membership | undefined {
  if (account.tenantId === tenantId) return { oid: account.oid, isGuest: false }
  const guest = account.guestIn.find((entry) => entry.tenantId === tenantId)
  return guest && { oid: guest.oid, isGuest: true }
}

/**
 * Whether a requested redirect URI matches a registered one: exactly, except that the port of `localhost` does not count and
 * that an empty path equals `/` (https://learn.microsoft.com/entra/identity-platform/reply-url).
 */
export function redirectUrisMatch(registered: string, requested: string): boolean {
  // No URL has a port above 65535.
  return parseUrl(requested) !== undefined && comparable(registered) === comparable(requested)
}

function comparable(uri: string): string {
  return uri
    .replace(/^(https?:\/\/localhost):\d+(?=$|[/?#])/, '$1')
    .replace(/^(https?:\/\/[^/?#]+)$/, '$1/')
}
