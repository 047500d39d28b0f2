/** How a server wants to be asked: one challenge of `WWW-Authenticate` (RFC 9110 §11.3). */
export interface Challenge {
  /** In lower case. */
  scheme: string
  /** By name in lower case. Of a repeated name, which RFC 9110 §11.2 forbids, the first counts. */
  parameters: Map<string, string>
}

const token = "([!#$%&'*+.^`|~\\w-]+)"
const schemeAndRest = new RegExp(`^${token}(?:\\s+(?![\\s=])(.*))?$`, 's')
// A value without quotes may be Base64, which is no token: some servers send `claims` like that.
const parameter = new RegExp(
  `\\s*${token}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s"=][^\\s"]*))(?=\\s|$)`,
  'gsy',
)

/**
 * Reads `WWW-Authenticate`: a list of challenges, each with a list of its own parameters (RFC 9110 §11.2, §11.6.1). Several
 * header fields arrive as one, joined by commas (§5.2). Leaves out what is malformed, and what stands in place of parameters
 * (token68, as `Negotiate` sends it).
 * @param header null when there is none
 */
export function parseChallenges(header: string | null): Challenge[] {
  const challenges: Challenge[] = []
  for (const element of elementsOf(header ?? '')) {
    const [, scheme, rest = ''] = schemeAndRest.exec(element) ?? []
    if (scheme) challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() })
    const parameters = challenges.at(-1)?.parameters
    for (const [, name = '', quoted, plain = ''] of (scheme ? rest : element).matchAll(parameter)) {
      const key = name.toLowerCase()
      if (!parameters?.has(key)) parameters?.set(key, quoted?.replace(/\\(.)/gs, '$1') ?? plain)
    }
  }
  return challenges
}

// A comma in quotes does not separate. A quotation mark without its counterpart takes the rest along.
function elementsOf(list: string): string[] {
  const elements = list.match(/(?:[^",]|"(?:[^"\\]|\\.)*(?:"|\\?$))+/gs) ?? []
  return elements.map((element) => element.trim())
}

/** @returns the parameters of each challenge for a bearer token (RFC 6750 §3) */
export function bearerChallenges(headers: Headers): Challenge['parameters'][] {
  return parseChallenges(headers.get('WWW-Authenticate'))
    .filter(({ scheme }) => scheme === 'bearer')
    .map(({ parameters }) => parameters)
}
