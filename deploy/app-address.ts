/**
 * Reads the address of an app: an origin, or a path on it that ends with `/`.
 * @returns it without the trailing slash; undefined when it is invalid
 */
export function parseAppAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  const { origin, pathname, search, hash, username } = new URL(text)
  const isAddress = pathname.endsWith('/') && search + hash + username === ''
  return isAddress ? origin + pathname.slice(0, -1) : undefined
}
