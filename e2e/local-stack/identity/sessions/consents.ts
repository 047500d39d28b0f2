/** Which scopes a person has let an app use. */
export interface Consents {
  missing(userName: string, clientId: string, scopes: string[]): string[]
  grant(userName: string, clientId: string, scopes: string[]): void
  clear(): void
}

export function createConsents(): Consents {
  const granted = new Map<string, Set<string>>()
  const of = (userName: string, clientId: string) => {
    const key = `${userName} ${clientId}`
    const scopes = granted.get(key) ?? new Set()
    granted.set(key, scopes)
    return scopes
  }
  return {
    missing: (userName, clientId, scopes) => {
      const known = of(userName, clientId)
      return scopes.filter((scope) => !known.has(scope))
    },
    grant: (userName, clientId, scopes) => {
      const known = of(userName, clientId)
      for (const scope of scopes) known.add(scope)
    },
    clear: () => granted.clear(),
  }
}
