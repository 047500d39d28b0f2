/**
 * Whether a redirect URI is the registered one. The comparison is exact, except that the port
 * of `localhost` does not count (https://learn.microsoft.com/entra/identity-platform/reply-url).
 */
export function redirectUrisMatch(registered: string, asked: string): boolean {
  if (registered === asked) return true
  return withoutLocalhostPort(registered) === withoutLocalhostPort(asked)
}

function withoutLocalhostPort(uri: string): string {
  return uri.replace(/^(https?:\/\/localhost):\d+(?=$|[/?#])/, '$1')
}
