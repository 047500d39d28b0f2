import { type DefaultTreeAdapterTypes as Html, parse } from 'parse5'
import { parseUrl } from '../../command-line/parse-url.ts'
import { jsonOf } from './probe.ts'

/** A script, style, frame or other resource in a document, to which a content security policy applies. */
export interface Part {
  /** The directive that applies to it. */
  directive: string
  /** The text of an inline part, as a browser hashes it. */
  text?: string
  /** The absolute URL of an external part. */
  url?: string
  nonce?: string
  /** Whether its type was changed so that a script loader runs it later instead of the browser. */
  isHeld?: boolean
  /** The start of its markup, for messages. */
  markup: string
}

/** A document as a browser sees it. */
export interface ServedDocument {
  parts: Part[]
  /** The policies of `meta` elements, which apply in addition to those of headers (CSP Level 3 §3.3). */
  policies: string[]
  /** From a `meta` element, which overrides the header (Referrer Policy §4.2). */
  referrerPolicy: string | undefined
  /** The hashes that scripts must have, by absolute URL: from the elements, and from import maps. */
  integrity: ReadonlyMap<string, string>
}

/**
 * Reads a document as a browser does (HTML Standard §13.2). It shares only the parser with the code that writes the policy.
 * @param html with any line endings
 * @param url of the document
 */
export function readDocument(html: string, url: string): ServedDocument {
  // Browsers normalise line endings to LF before they hash (HTML Standard §13.2.3.5).
  const source = html.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n')
  const elements = walk(parse(source, { sourceCodeLocationInfo: true }))
  const base = elements.find((each) => each.tagName === 'base' && read(each, 'href') !== undefined)
  const origin = absolute(base && read(base, 'href'), url) ?? url
  const metas = elements.filter(({ tagName }) => tagName === 'meta')
  return {
    parts: elements.flatMap((element) => partsOf(element, source, origin)),
    policies: metas
      .filter((meta) => /^content-security-policy$/i.test(read(meta, 'http-equiv') ?? ''))
      .map((meta) => read(meta, 'content') ?? ''),
    referrerPolicy: metas
      .filter((meta) => /^referrer$/i.test(read(meta, 'name') ?? ''))
      .map((meta) => read(meta, 'content'))
      .at(-1),
    integrity: new Map(elements.flatMap((element) => integrityOf(element, origin))),
  }
}

function integrityOf(element: Html.Element, base: string): [url: string, hashes: string][] {
  if (element.tagName !== 'script') return []
  if (read(element, 'type') === 'importmap') return integrityOfImports(textOf(element), base)
  const url = absolute(read(element, 'src'), base)
  const hashes = read(element, 'integrity')
  return url !== undefined && hashes ? [[url, hashes]] : []
}

// A browser ignores an import map that is not JSON, and the rest of one that has the wrong shape.
function integrityOfImports(text: string, base: string): [url: string, hashes: string][] {
  const map = jsonOf({ text })?.['integrity']
  if (typeof map !== 'object' || map === null) return []
  return Object.entries(map).flatMap(([address, hashes]) => {
    const url = absolute(address, base)
    return url !== undefined && typeof hashes === 'string' ? [[url, hashes]] : []
  })
}

function walk(node: Html.ParentNode): Html.Element[] {
  const elements: Html.Element[] = []
  for (const child of node.childNodes) {
    if (!('attrs' in child)) continue
    elements.push(child, ...walk(child))
    // Only templates that declare a shadow root are part of the document.
    const isRoot = child.attrs.some(({ name }) => name === 'shadowrootmode')
    if (isRoot && 'content' in child) elements.push(...walk(child.content))
  }
  return elements
}

function read({ attrs }: Html.Element, name: string): string | undefined {
  return attrs.find((each) => each.name === name)?.value
}

function absolute(address: string | undefined, base: string): string | undefined {
  return address === undefined ? undefined : parseUrl(address, base)?.href
}

function partsOf(element: Html.Element, source: string, base: string): Part[] {
  const markup = markupOf(element, source)
  const nonce = read(element, 'nonce')
  const part = (directive: string, rest: Partial<Part>): Part => ({
    directive,
    markup,
    ...(nonce && { nonce }),
    ...rest,
  })
  const load = (directive: string, address: string | undefined) => {
    const url = absolute(address, base)
    return url === undefined ? [] : [part(directive, { url })]
  }
  const attributes = element.attrs.flatMap(({ name, value }) => {
    if (/^on[a-z]+$/.test(name)) return [part('script-src-attr', { text: value })]
    return name === 'style' ? [part('style-src-attr', { text: value })] : []
  })
  return [...attributes, ...ownParts(element, part, load)]
}

function ownParts(
  element: Html.Element,
  part: (directive: string, rest: Partial<Part>) => Part,
  load: (directive: string, address: string | undefined) => Part[],
): Part[] {
  switch (element.tagName) {
    case 'script':
      return scriptParts(element, part, load)
    case 'style':
      return [part('style-src-elem', { text: textOf(element) })]
    case 'link':
      return load(directiveOfLink(element), read(element, 'href'))
    case 'base':
      return load('base-uri', read(element, 'href'))
    case 'iframe':
    case 'frame':
      return load('frame-src', read(element, 'src'))
    case 'img':
      return load('img-src', read(element, 'src'))
    case 'object':
      return load('object-src', read(element, 'data'))
    case 'embed':
      return load('object-src', read(element, 'src'))
    default:
      return []
  }
}

// JavaScript MIME types (MIME Sniffing §4.6) and the types of HTML. A script of any other type is data.
const scriptTypes = new Set([
  '',
  'module',
  'importmap',
  'speculationrules',
  'text/jscript',
  'text/livescript',
  ...['text', 'application'].flatMap((top) =>
    ['javascript', 'ecmascript', 'x-javascript', 'x-ecmascript'].map((name) => `${top}/${name}`),
  ),
  ...[0, 1, 2, 3, 4, 5].map((version) => `text/javascript1.${version}`),
])

function scriptParts(
  element: Html.Element,
  part: (directive: string, rest: Partial<Part>) => Part,
  load: (directive: string, address: string | undefined) => Part[],
): Part[] {
  const language = read(element, 'language')
  const type = read(element, 'type') ?? (language ? `text/${language}` : '')
  const kind = type.trim().toLowerCase()
  const isHeld = /^[\w-]+-(?:module|text\/javascript|application\/javascript)$/.test(kind)
  const isForOldBrowsers = read(element, 'nomodule') !== undefined && kind !== 'module'
  const isData = !isHeld && (isForOldBrowsers || !scriptTypes.has(kind))
  const address = read(element, 'src') ?? read(element, 'href')
  const text = textOf(element)
  if (isData || (address === undefined && text === '')) return []
  const found =
    address === undefined ? [part('script-src-elem', { text })] : load('script-src-elem', address)
  return isHeld ? found.map((each) => ({ ...each, isHeld })) : found
}

function textOf({ childNodes }: Html.Element): string {
  return childNodes
    .map((node) => (node.nodeName === '#text' && 'value' in node ? node.value : ''))
    .join('')
}

function directiveOfLink(element: Html.Element): string {
  const kinds = (read(element, 'rel') ?? '').toLowerCase().split(/\s+/)
  if (kinds.includes('stylesheet')) return 'style-src-elem'
  if (kinds.includes('modulepreload')) return 'script-src-elem'
  if (kinds.includes('manifest')) return 'manifest-src'
  if (kinds.some((kind) => kind.endsWith('icon'))) return 'img-src'
  if (!kinds.some((kind) => ['preload', 'prefetch', 'prerender'].includes(kind))) return 'none'
  return directivesOfPreload[(read(element, 'as') ?? '').toLowerCase()] ?? 'default-src'
}

const directivesOfPreload: Readonly<Record<string, string>> = {
  fetch: 'connect-src',
  font: 'font-src',
  image: 'img-src',
  script: 'script-src-elem',
  style: 'style-src-elem',
}

const shownLength = 120

function markupOf({ sourceCodeLocation }: Html.Element, source: string): string {
  const { startOffset = 0, endOffset = 0 } = sourceCodeLocation ?? {}
  const text = source.slice(startOffset, endOffset).replaceAll(/\s+/g, ' ')
  return text.length > shownLength ? `${text.slice(0, shownLength - 1)}…` : text
}
