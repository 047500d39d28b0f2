/**
 * Parses a URL. On Node 20 and 22, `URL.canParse` returns false for `https://köln.example` once it has run a few thousand
 * times and was optimized. Node 24 is correct. Node 20 has no `URL.parse`.
 * @param base of a relative URL
 * @returns undefined when it is not a URL
 */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}
