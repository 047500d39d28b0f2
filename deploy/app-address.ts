import { parseUrl } from '../command-line/parse-url.ts'

/**
 * Reads the address of an app: an origin, or a path on it that ends with `/`.
 * @returns it without the trailing slash; undefined when it is invalid
 */
export function parseAppAddress(text: string): string | undefined {
  const url = /^https?:\/\//i.test(text) ? parseUrl(text) : undefined
  if (!url) return undefined
  const { origin, pathname, search, hash, username } = url
  const isAddress = pathname.endsWith('/') && search + hash + username === ''
  return isAddress ? origin + pathname.slice(0, -1) : undefined
}
