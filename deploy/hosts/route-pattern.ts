/**
 * The pattern of a route as Azure Static Web Apps writes it: `*` stands for anything, `{a,b}` for either.
 * @returns the source of a regular expression that matches the same paths
 * @see {@link https://learn.microsoft.com/azure/static-web-apps/configuration#wildcards}
 */
export function routeExpression(pattern: string): string {
  const escaped = pattern.replace(/[.+^$()|[\]\\?]/g, '\\$&')
  const source = escaped
    .replaceAll('*', '.*')
    .replace(/\{([^}]*)\}/g, (_, names: string) => `(?:${names.replaceAll(',', '|')})`)
  return `^${source}$`
}
