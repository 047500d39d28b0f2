import type {
  ApiRegistration,
  ApiScope,
  AppRegistration,
  Platform,
  Registrations,
  SampleAccount,
  Tenant,
} from './registrations.ts'
import { redirectUrisMatch } from './redirect-uri-match.ts'

export interface RequestedApiScope {
  api: ApiRegistration
  scope: ApiScope
}

/** The registrations, as the servers ask for them. */
export interface Registry {
  registrations: Registrations
  tenant(segment: string): Tenant | undefined
  app(clientId: string): AppRegistration | undefined
  account(userName: string): SampleAccount | undefined
  /** The API and scope that a full scope such as `api://…/access_as_user` names. */
  apiScope(fullScope: string): RequestedApiScope | undefined
  /** The platform that a redirect URI of an app is registered for; undefined if it is not. */
  platformOf(app: AppRegistration, redirectUri: string): Platform | undefined
  /** Registers `<origin>/` and `<origin>/redirect.html` as SPA redirect URIs of every app. */
  addAppOrigin(origin: string): void
  /** Whether the origin is that of a single-page app registered here. */
  isAppOrigin(origin: string): boolean
}

const PLATFORMS: Platform[] = ['spa', 'web', 'publicClient']

export function createRegistry(registrations: Registrations): Registry {
  const { tenants, apps, apis, accounts } = registrations
  const origins = new Set<string>()
  return {
    registrations,
    tenant: (segment) =>
      tenants.find(({ id, domain }) => [id, domain].includes(segment.toLowerCase())),
    app: (clientId) => apps.find((app) => app.clientId === clientId),
    account: (userName) => accounts.find((account) => account.userName === userName),
    apiScope: (fullScope) => findApiScope(apis, fullScope),
    platformOf: (app, redirectUri) =>
      PLATFORMS.find((platform) =>
        app.redirectUris[platform].some((registered) => redirectUrisMatch(registered, redirectUri)),
      ),
    addAppOrigin: (origin) => {
      if (origins.has(origin)) return
      origins.add(origin)
      for (const app of apps) {
        app.redirectUris.spa.push(`${origin}/`, `${origin}/redirect.html`)
      }
    },
    isAppOrigin: (origin) => origins.has(origin),
  }
}

function findApiScope(apis: ApiRegistration[], fullScope: string): RequestedApiScope | undefined {
  for (const api of apis) {
    const scope = api.scopes.find(({ value }) => fullScope === `${api.identifierUri}/${value}`)
    if (scope) return { api, scope }
  }
  return undefined
}
