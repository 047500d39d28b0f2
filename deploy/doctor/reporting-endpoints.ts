const key = String.raw`[a-z*][a-z0-9_\-.*]*`
const string = String.raw`"(?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"`
const item = String.raw`(?:${string}|[\w*:/!#$%&'+.^\x60|~?@=-]+)`
const parameters = String.raw`(?:;[ ]*${key}(?:=${item})?)*`
const member = new RegExp(
  String.raw`^(${key})(?:=(?:(${string})|${item}|\([^()]*\)))?${parameters}[ \t]*(,[ \t]*(?=.)|$)`,
)

/**
 * Parses `Reporting-Endpoints`, a dictionary of structured fields (RFC 9651 §4.2.2). Values that are not strings are left out,
 * as browsers ignore them. If a name is repeated, the last one applies.
 * @param header several headers joined by commas
 * @returns the URLs by name, relative or absolute; undefined if browsers ignore the whole header
 */
export function parseEndpoints(header: string): Map<string, string> | undefined {
  const endpoints = new Map<string, string>()
  let rest = header.trim()
  while (rest !== '') {
    const [text, name, value] = member.exec(rest) ?? []
    if (text === undefined || name === undefined) return undefined
    endpoints.delete(name)
    if (value !== undefined) endpoints.set(name, value.slice(1, -1).replaceAll(/\\(.)/g, '$1'))
    rest = rest.slice(text.length)
  }
  return endpoints
}
