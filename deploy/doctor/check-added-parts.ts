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
import type { HttpResponse } from './probe.ts'
import { type Part, readDocument, type ServedDocument } from './served-document.ts'

/** A document from the host, and the policies that a browser applies to it. */
export interface Page extends ServedDocument {
  url: string
  headers: Headers
  /** The policies of headers and `meta` elements. All of them apply. */
  applied: Policy[]
  /** Whether the build has inline parts in this page; the page for hidden frames has none. */
  hasInline: boolean
}

/** Reads a response as a browser reads a page. */
export function readPage({ url, headers, text }: HttpResponse, hasInline = true): Page {
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

/** The parts of a page, by origin: the app, or something between the build and the browser. */
export interface SortedParts {
  own: Part[]
  /** Inline parts without a hash in any policy, while a policy has hashes of missing parts: changed, or added. */
  changed: Part[]
  added: Part[]
}

/**
 * Separates the app's own parts from injected ones. A build loads its scripts and styles from `assets/` below its path, and
 * the policy has a hash for each of its inline parts. It has no event handler attributes and no frames.
 */
export function sortParts(page: Page): SortedParts {
  const sorted: SortedParts = { own: [], changed: [], added: [] }
  for (const part of page.parts) sorted[kindOf(part, page)].push(part)
  return sorted
}

/** @returns the hashes of a directive that match no inline part of the page */
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

/** @returns the path that the app was built for, from the URL of its script: `/`, or one that ends with `/` */
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

/** Reports each part that something between the build and the browser has added, once, with its probable source. */
export function checkAddedParts(app: string, pages: readonly Page[]): Finding[] {
  const exam = examine('added', `Injected markup in the documents of ${app}`)
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
    const problem = `${by} changes the type of ${part.markup} so that browsers do not run it.`
    return [problem, injector?.fix ?? unknownFix]
  }
  const isBlocked = page.applied.some((policy) => !allowsPart(policy, part, page.url))
  const effect = isBlocked
    ? 'The content security policy blocks it.'
    : /^(?:script|object|base|frame)/.test(part.directive)
      ? 'It runs in the app, where the access tokens are.'
      : 'It is loaded.'
  return [`${by} adds ${part.markup} ${effect}`, injector?.fix ?? unknownFix]
}

const unknownFix =
  'Compare the document with dist/index.html. The source may be a CDN, a proxy, bot protection, or security software on this computer: turn it off there. Many of them do not change a document with Cache-Control: no-transform.'
