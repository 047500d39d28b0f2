import { createHash } from 'node:crypto'
import type { Part } from './served-document.ts'

/** One Content Security Policy: the sources of each directive. */
export type Policy = ReadonlyMap<string, readonly string[]>

/**
 * Reads policies as a browser does. Several headers arrive as one, joined by commas, and every policy applies (CSP Level 3
 * §2.2.2, §4.1.1). If a directive is repeated, the first applies.
 * @param header null if it is missing
 */
export function parsePolicies(header: string | null): Policy[] {
  return (header ?? '')
    .split(',')
    .map(parsePolicy)
    .filter(({ size }) => size > 0)
}

/** Reads the policy of a `meta` element, which ignores three directives (CSP Level 3 §3.3). */
export function parseMetaPolicy(text: string): Policy {
  const ignored = ['frame-ancestors', 'report-uri', 'sandbox']
  return new Map([...parsePolicy(text)].filter(([name]) => !ignored.includes(name)))
}

function parsePolicy(text: string): Policy {
  const directives = new Map<string, string[]>()
  for (const part of text.split(';')) {
    const [name = '', ...sources] = part.trim().split(/\s+/)
    const key = name.toLowerCase()
    if (key !== '' && !directives.has(key)) directives.set(key, sources)
  }
  return directives
}

// CSP Level 3 §6.8.3. All other fetch directives fall back to default-src only.
const fallbacks: Readonly<Record<string, readonly string[]>> = {
  'script-src-elem': ['script-src', 'default-src'],
  'script-src-attr': ['script-src', 'default-src'],
  'style-src-elem': ['style-src', 'default-src'],
  'style-src-attr': ['style-src', 'default-src'],
  'worker-src': ['child-src', 'script-src', 'default-src'],
  'frame-src': ['child-src', 'default-src'],
}

/** @returns the sources that apply to a directive; undefined when everything is allowed */
export function sourcesFor(policy: Policy, directive: string): readonly string[] | undefined {
  const isFetch = directive.includes('-src')
  const names = [directive, ...(fallbacks[directive] ?? (isFetch ? ['default-src'] : []))]
  const name = names.find((each) => policy.has(each))
  return name === undefined ? undefined : policy.get(name)
}

/** Whether a policy allows a part of a document (CSP Level 3 §6.7.2, §6.7.3). */
export function allowsPart(policy: Policy, part: Part, document: string): boolean {
  const sources = sourcesFor(policy, part.directive)
  if (sources === undefined) return true
  const { nonce, text, url } = part
  const isTag = part.directive.endsWith('-elem')
  if (isTag && nonce !== undefined && sources.includes(`'nonce-${nonce}'`)) return true
  return text === undefined
    ? allowsUrl(policy, part.directive, url ?? '', document)
    : allowsInline(sources, text, isTag)
}

function allowsInline(sources: readonly string[], text: string, isTag: boolean): boolean {
  const words = sources.map((source) => source.toLowerCase())
  if ((isTag || words.includes("'unsafe-hashes'")) && isHashed(sources, text)) return true
  const hasStricter = words.some((word) => /^'(?:nonce-|sha\d+-|strict-dynamic')/.test(word))
  return words.includes("'unsafe-inline'") && !hasStricter
}

/** Whether the sources have the hash of a text (CSP Level 3 §6.7.3.3). */
export function isHashed(sources: readonly string[], text: string): boolean {
  return sources.some((source) => {
    const [, algorithm = '', hash = ''] = /^'(sha(?:256|384|512))-([\w+/=-]+)'$/i.exec(source) ?? []
    if (hash === '') return false
    const digest = createHash(algorithm.toLowerCase()).update(text).digest('base64')
    return digest === hash.replaceAll('-', '+').replaceAll('_', '/')
  })
}

/** Whether a policy allows a document to load or fetch a URL. */
export function allowsUrl(
  policy: Policy,
  directive: string,
  url: string,
  document: string,
): boolean {
  const sources = sourcesFor(policy, directive)
  if (sources === undefined) return true
  const isStrict = directive.startsWith('script-src') && sources.includes("'strict-dynamic'")
  return !isStrict && sources.some((source) => matches(source, new URL(url), new URL(document)))
}

const hostSource =
  /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?<host>\*|(?:\*\.)?[\w.-]+|\[[\da-f:.]+\])(?::(?<port>\d+|\*))?(?<path>\/[^?#]*)?$/i

// CSP Level 3 §6.7.2.8. The path is compared, because the URL is not the target of a redirect.
function matches(source: string, url: URL, own: URL): boolean {
  const word = source.toLowerCase()
  if (word === "'self'") return isSchemeOf(own.protocol, url) && url.host === own.host
  if (word === '*') return /^(?:https?|wss?):$/.test(url.protocol) || url.protocol === own.protocol
  if (/^[a-z][a-z0-9+.-]*:$/.test(word)) return isSchemeOf(word, url)
  const { scheme, host = '', port, path = '' } = hostSource.exec(source)?.groups ?? {}
  if (host === '' || !isSchemeOf(scheme === undefined ? own.protocol : `${scheme}:`, url))
    return false
  return isHost(host, url) && isPort(port, url) && isPath(path, url)
}

// An http source also matches https (CSP Level 3 §6.7.2.9).
function isSchemeOf(scheme: string, { protocol }: URL): boolean {
  const wanted = scheme.toLowerCase()
  if (wanted === protocol) return true
  return (wanted === 'http:' && protocol === 'https:') || (wanted === 'ws:' && protocol === 'wss:')
}

function isHost(pattern: string, { hostname }: URL): boolean {
  const wanted = pattern.toLowerCase()
  if (wanted === '*') return true
  return wanted.startsWith('*.') ? hostname.endsWith(wanted.slice(1)) : hostname === wanted
}

function isPort(port: string | undefined, url: URL): boolean {
  const actual = url.port || (url.protocol === 'http:' ? '80' : '443')
  if (port === undefined) return url.port === ''
  return port === '*' || port === actual || (port === '80' && actual === '443')
}

function isPath(path: string, { pathname }: URL): boolean {
  if (path === '') return true
  return path.endsWith('/') ? pathname.startsWith(path) : pathname === path
}
