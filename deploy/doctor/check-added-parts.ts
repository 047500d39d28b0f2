import { examine, type Finding } from './finding.ts'
import { findInjector } from './injectors.ts'
import {
  allowsPart,
  isHashed,
  parseMetaPolicy,
  parsePolicies,
  type Policy,
  sourcesFor,
} from './policy.ts'
import type { Answer } from './probe.ts'
import { type Part, readDocument, type ServedDocument } from './served-document.ts'

/** A document that the host sent, and the policies that a browser applies to it. */
export interface Page extends ServedDocument {
  url: string
  headers: Headers
  /** Every policy that applies, of headers and `meta` elements. */
  applied: Policy[]
  /** Whether the build has inline parts in it; the page of the hidden frames has none. */
  hasInline: boolean
}

/** Reads an answer as a browser reads a page. */
export function readPage({ url, headers, text }: Answer, hasInline = true): Page {
  const document = readDocument(text, url)
  const inHeaders = parsePolicies(headers.get('content-security-policy'))
  return {
    ...document,
    url,
    headers,
    hasInline,
    applied: [...inHeaders, ...document.policies.map(parseMetaPolicy)],
  }
}

/** The parts of a page: those of the app, and those that something has added on the way. */
export interface SortedParts {
  own: Part[]
  /** Inline parts that no policy names, while a policy names others that are not there: changed, or added. */
  changed: Part[]
  added: Part[]
}

/**
 * Tells the app's own parts from those that something has added. A build loads its scripts and styles from `assets/` below
 * its path, and the policy names each of its inline parts by hash. It has no handlers in attributes and no frames.
 */
export function sortParts(page: Page): SortedParts {
  const sorted: SortedParts = { own: [], changed: [], added: [] }
  for (const part of page.parts) sorted[kindOf(part, page)].push(part)
  return sorted
}

/** @returns the hashes of a directive that no inline part of the page has */
export function orphansOf({ applied, parts }: Page, directive: string): string[] {
  const texts = parts.flatMap(({ text }) => text ?? [])
  return hashesOf(applied, directive).filter(
    (hash) => !texts.some((text) => isHashed([hash], text)),
  )
}

function hashesOf(applied: readonly Policy[], directive: string): string[] {
  const sources = applied.flatMap((policy) => sourcesFor(policy, directive) ?? [])
  return [...new Set(sources.filter((source) => /^'sha\d+-/i.test(source)))]
}

function kindOf(part: Part, page: Page): keyof SortedParts {
  const { directive, text } = part
  if (part.isHeld === true) return 'added'
  if (text === undefined) return isOwnFile(part, page) ? 'own' : 'added'
  if (!directive.endsWith('-elem') || !page.hasInline) return 'added'
  const hashes = hashesOf(page.applied, directive)
  if (isHashed(hashes, text)) return 'own'
  if (findInjector(part.markup)) return 'added'
  const isExplained = hashes.length === 0 || orphansOf(page, directive).length > 0
  return isExplained ? 'changed' : 'added'
}

function isOwnFile({ directive, url = '' }: Part, page: Page): boolean {
  const { origin, protocol, pathname } = new URL(url)
  if (directive === 'none' || protocol === 'data:') return true
  if (origin !== new URL(page.url).origin) return false
  if (directive === 'script-src-elem') return pathname.startsWith(`${basePathOf(page)}assets/`)
  return !['base-uri', 'frame-src', 'object-src'].includes(directive)
}

/** @returns the path that the app was built for, by the address of its script: `/`, or one that ends with `/` */
export function basePathOf({ parts, url }: Page): string {
  const own = parts.flatMap((part) => {
    const isScript = part.directive === 'script-src-elem' && part.url?.startsWith(originOf(url))
    return isScript && part.url !== undefined ? new URL(part.url).pathname : []
  })
  const [, path = '/'] = own.map((each) => /^(\/.*?)assets\/[^/]+$/.exec(each)).find(Boolean) ?? []
  return path
}

function originOf(url: string): string {
  return `${new URL(url).origin}/`
}

/** Has something between the build and the browser added to the documents? Names each part once, and what adds it. */
export function checkAddedParts(app: string, pages: readonly Page[]): Finding[] {
  const exam = examine('added', `Parts that are not of the app, in the documents of ${app}`)
  const found = new Map<string, Finding>()
  for (const page of pages) {
    for (const part of sortParts(page).added) {
      if (!found.has(part.markup)) found.set(part.markup, exam.bad(...explain(part, page)))
    }
  }
  return found.size === 0 ? [exam.good()] : [...found.values()]
}

function explain(part: Part, page: Page): [problem: string, fix: string] {
  const injector = findInjector(part.markup)
  const by = injector?.who ?? 'something between the build and the browser'
  if (part.isHeld === true) {
    const problem = `${by} changes ${part.markup} so that no browser runs it by itself.`
    return [problem, injector?.fix ?? unknownFix]
  }
  const isBlocked = page.applied.some((policy) => !allowsPart(policy, part, page.url))
  const effect = isBlocked
    ? 'The policy blocks it.'
    : /^(?:script|object|base|frame)/.test(part.directive)
      ? 'It runs in the app, where the access tokens are.'
      : 'It is loaded.'
  return [`${by} adds ${part.markup} ${effect}`, injector?.fix ?? unknownFix]
}

const unknownFix =
  'Compare the document with dist/index.html to see where it comes from: a CDN, a proxy, bot protection, or security software on this computer. Turn it off there. Many leave a document alone that has Cache-Control: no-transform.'
