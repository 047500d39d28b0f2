/** A challenge of `WWW-Authenticate` (RFC 9110 §11.3). */
export interface Challenge {
  /** In lower case. */
  scheme: string
  /** By name in lower case. Of a repeated name, which RFC 9110 §11.2 forbids, the first counts. */
  parameters: Map<string, string>
}

const token = "([!#$%&'*+.^`|~\\w-]+)"
const schemeAndRest = new RegExp(`^${token}(?:\\s+(?![\\s=])(.*))?$`, 's')
// An unquoted value may be Base64, which the grammar of a token does not allow: some servers send `claims` like that.
const parameter = new RegExp(
  `\\s*${token}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s"=][^\\s"]*))(?=\\s|$)`,
  'gsy',
)

/**
 * Parses `WWW-Authenticate`: a list of challenges, each with a list of parameters (RFC 9110 §11.2, §11.6.1). Several header
 * fields arrive as one, joined by commas (§5.2). Ignores malformed parts, and a token68 in place of parameters, as
 * `Negotiate` sends it.
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

// Splits at commas outside quotes. An unclosed quote includes the rest of the list.
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
