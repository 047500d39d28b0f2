/** What a tenant administrator would have set up in the portal: tenants, apps, APIs, people. */
export interface Registrations {
  tenants: Tenant[]
  apps: AppRegistration[]
  apis: ApiRegistration[]
  accounts: SampleAccount[]
}

export interface Tenant {
  id: string
  /** A verified domain name, which works in place of the id. */
  domain: string
  name: string
}

/** Redirect URIs belong to a platform, and the platform decides how a code is redeemed. */
export type Platform = 'spa' | 'web' | 'publicClient'

export interface AppRegistration {
  clientId: string
  name: string
  tenantId: string
  redirectUris: Record<Platform, string[]>
}

export interface ApiRegistration {
  clientId: string
  name: string
  identifierUri: string
  scopes: ApiScope[]
}

export interface ApiScope {
  value: string
  /** What the consent page says the app will be able to do. */
  consentText: string
}

export interface SampleAccount {
  /** Looks like an e-mail address; the `preferred_username` claim. */
  userName: string
  name: string
  tenantId: string
  /** Object id of the person in the tenant. */
  oid: string
}
