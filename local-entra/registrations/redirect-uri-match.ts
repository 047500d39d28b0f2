/**
 * Whether a redirect URI is the registered one: an exact match, except that the
 * port of `localhost` does not count and that a missing path is the path `/`
 * (https://learn.microsoft.com/entra/identity-platform/reply-url).
 */
export function redirectUrisMatch(registered: string, asked: string): boolean {
  // No URL has a port above 65535.
  return URL.canParse(asked) && comparable(registered) === comparable(asked)
}

function comparable(uri: string): string {
  return uri
    .replace(/^(https?:\/\/localhost):\d+(?=$|[/?#])/, '$1')
    .replace(/^(https?:\/\/[^/?#]+)$/, '$1/')
}
