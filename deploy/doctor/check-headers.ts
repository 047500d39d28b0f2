import { createHash } from 'node:crypto'
import { apisOf, type Config, endpointsOf } from '../../src/config/config.ts'
import { isLoopbackUrl } from '../configure/sanity-checks.ts'
import { orphansOf, type Page, sortParts } from './check-added-parts.ts'
import { examine, type Finding } from './finding.ts'
import { allowsPart, allowsUrl, sourcesFor } from './policy.ts'
import { blocksScripts } from './check-files.ts'
import { parseUrl } from '../../command-line/parse-url.ts'

const headersFix =
  'Run `npm run configure -- --from dist/config.json --out dist` and deploy the headers that it writes. A proxy must not change them.'
const changedFix = `${headersFix} If they are deployed, something changes the document, such as the minification of a CDN: turn it off.`
const severalFix =
  'The page has several policies, and all of them apply. Remove the one that the host or a proxy adds.'

/**
 * Checks the content security policy and the other security headers: by their effect in a browser and the needs of this
 * configuration, not by comparison with what `configure` writes.
 * @param pages the app's document at several addresses, since a host may send other headers at each
 */
export function checkHeaders(config: Config, pages: readonly Page[]): Finding[] {
  const found = new Map<string, Finding>()
  for (const page of pages) {
    const findings = [...checkPolicy(config, page), ...demands.flatMap((each) => each(page))]
    for (const finding of findings) {
      const key = `${finding.subject} ${finding.problem ?? ''}`
      if (!found.has(key)) found.set(key, finding)
    }
  }
  const faulty = [...found.values()].filter(({ outcome }) => outcome !== 'good')
  const subjects = new Set(faulty.map(({ subject }) => subject))
  return [...found.values()].filter((each) => faulty.includes(each) || !subjects.has(each.subject))
}

function checkPolicy(config: Config, page: Page): Finding[] {
  const exam = examine('csp', 'Content-Security-Policy')
  if (page.applied.length === 0) {
    const isReported = page.headers.has('content-security-policy-report-only')
    const problem = isReported ? 'it is Report-Only, which blocks nothing.' : 'it is missing.'
    return [exam.bad(problem, headersFix)]
  }
  const fixOf = (problem: string) => {
    if (page.applied.length > 1) return severalFix
    return problem.includes("'sha") ? changedFix : headersFix
  }
  const blocked = blockedBy(config, page).map((problem) => exam.bad(problem, fixOf(problem)))
  const surplus = surplusIn(config, page).map((problem) => exam.bad(problem, headersFix))
  return blocked.length + surplus.length === 0 ? [exam.good()] : [...blocked, ...surplus]
}

// Every policy must allow what the app needs.
function blockedBy(config: Config, page: Page): string[] {
  const blocked = new Map<string, Set<string>>()
  const add = (directive: string, what: string) => {
    const name = directive.replace(/-elem$/, '')
    blocked.set(name, (blocked.get(name) ?? new Set()).add(what))
  }
  const { own, changed } = sortParts(page)
  for (const part of [...own, ...changed]) {
    if (!page.applied.every((policy) => allowsPart(policy, part, page.url))) {
      add(part.directive, part.text === undefined ? `'self'` : hashOf(part.text))
    }
  }
  for (const [directive, url] of neededUrls(config, page.url)) {
    const isAllowed = page.applied.every((policy) => allowsUrl(policy, directive, url, page.url))
    const { origin } = new URL(url)
    if (!isAllowed) add(directive, origin === new URL(page.url).origin ? `'self'` : origin)
  }
  const problems = [...blocked].map(([name, what]) => `${name} blocks ${[...what].join(' ')}.`)
  const isBoxed = page.applied.some((policy) => policy.has('sandbox'))
  return isBoxed ? [...problems, 'sandbox blocks the app’s storage.'] : problems
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

// Hidden frames load the authorization endpoint, and then the app's own page.
function neededUrls(config: Config, document: string): [directive: string, url: string][] {
  const { authorization_endpoint, token_endpoint } = endpointsOf(config)
  const own = new URL('/', document).href
  const apis = apisOf(config).map(({ url }) => new URL(url, document).href)
  return [
    ...[own, token_endpoint, ...apis].map((url): [string, string] => ['connect-src', url]),
    ...[own, authorization_endpoint].map((url): [string, string] => ['frame-src', url]),
    ...['img-src', 'font-src', 'manifest-src'].map((name): [string, string] => [name, own]),
  ]
}

// At least one policy must block what the app does not need.
function surplusIn(config: Config, page: Page): string[] {
  const needed = neededUrls(config, page.url)
  const isSaid = (directive: string) => page.applied.some((policy) => policy.has(directive))
  const optional = [...allowedIfSaid].filter(([directive]) => isSaid(directive))
  return [...allowed, ...optional].flatMap(([directive, words]) => {
    const names = directive.startsWith('script-src') || directive.startsWith('style-src')
    const orphans = names ? orphansOf(page, directive) : []
    const origins = needed.filter(([name]) => name === directive).map(([, url]) => originOf(url))
    const isNeeded = (source: string) => {
      const word = source.toLowerCase()
      if (words.includes(word) || ["'none'", "'report-sample'"].includes(word)) return true
      if (names && /^'sha\d+-/.test(word)) return !orphans.includes(source)
      return origins.includes(originOf(word))
    }
    const surplus = page.applied.map((policy) =>
      sourcesFor(policy, directive)?.filter((source) => !isNeeded(source)),
    )
    if (surplus.every((sources) => sources === undefined)) return [`${directive} is missing.`]
    const least = surplus
      .filter((sources) => sources !== undefined)
      .toSorted((one, other) => one.length - other.length)[0]
    return least === undefined || least.length === 0
      ? []
      : [`${directive} allows ${least.join(' ')}, which the app does not need.`]
  })
}

/** The required directives, and the sources that each may allow besides the hosts of the configuration. */
const allowed = new Map<string, readonly string[]>([
  ['default-src', []],
  ['script-src', [`'self'`]],
  ['style-src', [`'self'`]],
  ['img-src', [`'self'`]],
  ['font-src', [`'self'`]],
  ['manifest-src', [`'self'`]],
  ['connect-src', [`'self'`]],
  ['frame-src', [`'self'`]],
  ['base-uri', []],
  ['object-src', []],
  ['form-action', []],
  ['frame-ancestors', []],
  ['require-trusted-types-for', [`'script'`]],
  ['trusted-types', []],
])

/** Optional directives, which fall back to one of the others. */
const allowedIfSaid = new Map<string, readonly string[]>([
  ['script-src-elem', [`'self'`]],
  ['script-src-attr', []],
  ['style-src-elem', [`'self'`]],
  ['style-src-attr', []],
  ['child-src', [`'self'`]],
  ['worker-src', [`'self'`]],
  ['media-src', [`'self'`]],
])

// A wildcard, a scheme or a keyword has no origin.
function originOf(source: string): string {
  const address = source.includes('://') ? source : `https://${source}`
  const isHost = !source.includes('*') && !/^[a-z]+:$|'/.test(source)
  return (isHost && parseUrl(address)?.origin) || ''
}

/** Checks one header of a page. */
type Demand = (page: Page) => Finding[]

function demand(name: string, isGood: (value: string, page: Page) => boolean): Demand {
  return (page) => {
    const exam = examine('header', name)
    const value = page.headers.get(name)
    if (value === null) return [exam.bad('it is missing.', headersFix)]
    return [isGood(value, page) ? exam.good() : exam.bad(`it is "${value}".`, headersFix)]
  }
}

const yearInSeconds = 31_536_000

const demands: readonly Demand[] = [
  checkTransportSecurity,
  // Browsers ignore it when it is sent twice (HTML Standard §7.1.3.1: a structured field item).
  demand('Cross-Origin-Opener-Policy', (value) => /^same-origin\s*(?:;|$)/.test(value)),
  demand('Cross-Origin-Resource-Policy', (value) => value === 'same-origin'),
  checkReferrerPolicy,
  demand('X-Content-Type-Options', (value) => /^\s*nosniff\s*(?:,|$)/i.test(value)),
  checkIntegrityPolicy,
  demand('Permissions-Policy', (value) => features.every((feature) => isDenied(feature, value))),
  checkEmbedder,
  checkClearing,
]

// Browsers accept it only over https, and use the first of several (RFC 6797 §8.1).
function checkTransportSecurity({ url, headers }: Page): Finding[] {
  const name = 'Strict-Transport-Security'
  const exam = examine('header', name)
  const { protocol } = new URL(url)
  const value = headers.get(name)
  if (isLoopbackUrl(url)) {
    if (protocol === 'http:' || value === null) return []
    const problem = 'it makes the browser use https for every port of this machine.'
    return [exam.advice(problem, 'Do not send it on localhost.')]
  }
  if (value === null) return [exam.bad('it is missing.', headersFix)]
  const [, seconds] = /^[^,]*?max-age\s*=\s*"?(\d+)/i.exec(value) ?? []
  const isGood = Number(seconds ?? 0) >= yearInSeconds
  return [isGood ? exam.good() : exam.bad(`it is "${value}".`, headersFix)]
}

const referrerPolicies =
  /^(?:no-referrer|same-origin|no-referrer-when-downgrade|origin|strict-origin|origin-when-cross-origin|strict-origin-when-cross-origin|unsafe-url)$/

// The last known value applies, and a `meta` element overrides the header (Referrer Policy §4, §8.1).
function checkReferrerPolicy({ headers, referrerPolicy }: Page): Finding[] {
  const exam = examine('header', 'Referrer-Policy')
  const value = headers.get('referrer-policy')
  if (value === null) return [exam.bad('it is missing.', headersFix)]
  const said = referrerPolicy === undefined ? value : `${value}, ${referrerPolicy}`
  const words = said.split(',').map((word) => word.trim().toLowerCase())
  const last = words.filter((word) => referrerPolicies.test(word)).at(-1) ?? ''
  const isGood = ['no-referrer', 'same-origin'].includes(last)
  return [isGood ? exam.good() : exam.bad(`it is "${said}".`, headersFix)]
}

const features =
  'accelerometer camera display-capture geolocation gyroscope magnetometer microphone midi payment publickey-credentials-get usb'.split(
    ' ',
  )

// If a feature is repeated, the last one applies (RFC 9651 §4.2.2).
function isDenied(feature: string, value: string): boolean {
  const entries = value.split(',').map((entry) => entry.trim().split('='))
  return entries.findLast(([name]) => name === feature)?.[1]?.replace(/\s*;.*/, '') === '()'
}

// A build without hashes of its scripts cannot have it.
function checkIntegrityPolicy(page: Page): Finding[] {
  if (page.integrity.size === 0) return []
  return demand('Integrity-Policy', (value) => blocksScripts.test(value))(page)
}

// The hidden frame of silent renewal loads the identity provider, which does not send this header.
function checkEmbedder({ headers }: Page): Finding[] {
  const name = 'Cross-Origin-Embedder-Policy'
  const value = headers.get(name)
  if (value === null || value.startsWith('unsafe-none')) return []
  const problem = `it is "${value}", which blocks the hidden frames of silent renewal.`
  return [examine('header', name).bad(problem, 'Do not send it.')]
}

function checkClearing({ headers }: Page): Finding[] {
  const name = 'Clear-Site-Data'
  const value = headers.get(name)
  if (value === null || !/storage|\*/.test(value)) return []
  const problem = `it is ${value}, which ends the session at every page load.`
  return [examine('header', name).bad(problem, 'Do not send it.')]
}
