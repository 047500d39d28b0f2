/** Which scopes a person has let an app use. */
export interface Consents {
  missing(userName: string, clientId: string, scopes: string[]): string[]
  grant(userName: string, clientId: string, scopes: string[]): void
  /** Takes back what a person has consented to, or what everybody has. */
  withdraw(userName?: string): void
}

export function createConsents(): Consents {
  const people = new Map<string, Map<string, Set<string>>>()
  const granted = (userName: string, clientId: string) =>
    people.get(userName)?.get(clientId) ?? new Set<string>()
  return {
    missing: (userName, clientId, scopes) => {
      const known = granted(userName, clientId)
      return scopes.filter((scope) => !known.has(scope))
    },
    grant: (userName, clientId, scopes) => {
      const apps = people.get(userName) ?? new Map<string, Set<string>>()
      apps.set(clientId, new Set([...granted(userName, clientId), ...scopes]))
      people.set(userName, apps)
    },
    withdraw: (userName) => {
      if (userName === undefined) people.clear()
      else people.delete(userName)
    },
  }
}
