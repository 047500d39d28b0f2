/**
 * Reads where an app is: an origin, or an address below it that ends with `/`.
 * @returns it without the slash at the end; undefined when it is no such address
 */
export function parseAppAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  const { origin, pathname, search, hash, username } = new URL(text)
  const isAddress = pathname.endsWith('/') && search + hash + username === ''
  return isAddress ? origin + pathname.slice(0, -1) : undefined
}
