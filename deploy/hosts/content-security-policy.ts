import { createHash } from 'node:crypto'
import { type DefaultTreeAdapterTypes as Html, parse } from 'parse5'
import { apisOf, type Config, endpointsOf } from '../../src/config/config.ts'
import { parseUrl } from '../../command-line/parse-url.ts'
import { reportDirectives } from './violation-reports.ts'

/** The hashes of the inline scripts and styles of a document (CSP Level 3 §8.3). */
export interface InlineHashes {
  scripts: readonly string[]
  styles: readonly string[]
}

/**
 * The policy of the app's documents. They load from this origin only, send requests only to the identity provider and the
 * APIs of this configuration, do not evaluate strings, and cannot be framed.
 * @param config has these hosts
 * @param inline the hashes of the inline parts
 * @see {@link https://www.w3.org/TR/CSP3/}
 */
export function contentSecurityPolicy(config: Config, inline: InlineHashes): string {
  const { frames, requests } = identityProviderOrigins(config)
  return [
    `default-src 'none'`,
    `script-src 'self' ${inline.scripts.join(' ')}`.trim(),
    `style-src 'self' ${inline.styles.join(' ')}`.trim(),
    `img-src 'self'`,
    `font-src 'self'`,
    `manifest-src 'self'`,
    `connect-src 'self' ${[...new Set([requests, ...apiOrigins(config)])].join(' ')}`,
    `frame-src 'self' ${frames}`,
    `base-uri 'none'`,
    `object-src 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
    ...reportDirectives(config),
  ].join('; ')
}

/** The policy of `/redirect.html`, which only this app may frame. */
export function redirectPagePolicy(config: Config): string {
  return framedPagePolicy(config, `'self'`)
}

/**
 * The policy of `/front-channel-sign-out.html`, which only the identity provider's sign-out page may frame
 * (OpenID Connect Front-Channel Logout 1.0 §2).
 */
export function frontChannelPolicy(config: Config): string {
  return framedPagePolicy(config, originOf(endpointsOf(config).end_session_endpoint))
}

function framedPagePolicy(config: Config, ancestor: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors ${ancestor}`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
    ...reportDirectives(config),
  ].join('; ')
}

/**
 * Finds the inline scripts and styles of a document as a browser does. The parser normalises line endings to LF before the
 * hashing, and data blocks need no hash.
 * @param html the document, with any line endings
 * @see {@link https://html.spec.whatwg.org/multipage/parsing.html#preprocessing-the-input-stream}
 */
export function inlineHashes(html: string): InlineHashes {
  const elements = elementsIn(parse(html))
  return {
    scripts: hashesOf(elements.filter(isInlineScript)),
    styles: hashesOf(elements.filter(({ tagName }) => tagName === 'style')),
  }
}

/** Whether a document has the hash of each script that it loads (Subresource Integrity §3.1). */
export function hasScriptHashes(html: string): boolean {
  const loaded = elementsIn(parse(html)).filter(
    (element) => element.tagName === 'script' && attribute(element, 'src') !== undefined,
  )
  return loaded.length > 0 && loaded.every((element) => attribute(element, 'integrity'))
}

// The content of a template is not part of the document, unless the template declares a shadow root.
function elementsIn(node: Html.ParentNode): Html.Element[] {
  return node.childNodes.filter(isElement).flatMap((element) => {
    const isShadow = 'content' in element && attribute(element, 'shadowrootmode') !== undefined
    return [element, ...elementsIn(isShadow ? element.content : element)]
  })
}

function isElement(node: Html.ChildNode): node is Html.Element | Html.Template {
  return 'tagName' in node
}

function attribute({ attrs }: Html.Element, name: string): string | undefined {
  return attrs.find((each) => each.name === name)?.value
}

// A script with any other type is data (HTML Standard §4.12.1.1, prepare the script element).
const classic =
  /^$|^(?:text|application)\/(?:x-)?(?:java|ecma)script$|^text\/(?:javascript1\.[0-5]|jscript|livescript)$/i
const modern = /^(?:module|importmap|speculationrules)$/i

function isInlineScript(element: Html.Element): boolean {
  if (element.tagName !== 'script') return false
  const source = element.namespaceURI.endsWith('/svg') ? 'href' : 'src'
  if (attribute(element, source) !== undefined || textOf(element) === '') return false
  const language = attribute(element, 'language')
  const type = (attribute(element, 'type') ?? (language ? `text/${language}` : '')).trim()
  const isForOldBrowsers = attribute(element, 'nomodule') !== undefined
  return modern.test(type) || (classic.test(type) && !isForOldBrowsers)
}

function textOf({ childNodes }: Html.Element): string {
  return childNodes.map((node) => ('value' in node ? node.value : '')).join('')
}

function hashesOf(elements: Html.Element[]): string[] {
  const hashes = elements.map((element) =>
    createHash('sha256').update(textOf(element)).digest('base64'),
  )
  return [...new Set(hashes)].map((hash) => `'sha256-${hash}'`)
}

// Hidden frames load the authorization endpoint. Requests go to the token endpoint and, if the configuration has no
// endpoints, to the discovery document of the authority. Entra has all of them on one origin.
function identityProviderOrigins(config: Config) {
  const { authorization_endpoint: frames, token_endpoint: requests } = endpointsOf(config)
  return { frames: originOf(frames), requests: originOf(requests) }
}

function originOf(url: string): string {
  return new URL(url).origin
}

// An API with a path is on the app's own origin, which 'self' covers.
function apiOrigins(config: Config): string[] {
  const urls = apisOf(config).map(({ url }) => url)
  return urls.flatMap((url) => parseUrl(url)?.origin ?? [])
}
