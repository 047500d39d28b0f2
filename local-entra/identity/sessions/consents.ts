/** Which scopes an app may use: by the consent of a user, or of an administrator for everyone in a tenant. */
export interface Consents {
  missing(party: ConsentParty, scopes: string[]): string[]
  /** @param consenter a person's user name, or the id of a tenant */
  grant(consenter: string, clientId: string, scopes: string[]): void
  /** Takes back what a person or a tenant has consented to, or all consents. */
  withdraw(consenter?: string): void
}

/** A person who uses an app in a tenant. */
export interface ConsentParty {
  userName: string
  tenantId: string
  clientId: string
}

export function createConsents(): Consents {
  const consenters = new Map<string, Map<string, Set<string>>>()
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
    withdraw: (consenter) => {
      if (consenter === undefined) consenters.clear()
      else consenters.delete(consenter)
    },
  }
}
