import { createHash } from 'node:crypto'
import { apisOf, type Config, endpointsOf } from '../../src/config/config.ts'

/** What stands inline in a document and may therefore run or apply: by its hash (CSP Level 3 §8.3). */
export interface InlineHashes {
  scripts: readonly string[]
  styles: readonly string[]
}

/**
 * The policy of the app's own documents: everything from this origin, requests only to the identity provider and the APIs
 * of this configuration, nothing evaluated, no framing.
 * @param config names these hosts
 * @param inline the hashes of what stands in the document itself
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
  ].join('; ')
}

/** The policy of `/redirect.html`, which only this app's own hidden frame may show. */
export function redirectPagePolicy(): string {
  return framedPagePolicy(`'self'`)
}

/**
 * The policy of `/front-channel-sign-out.html`, which only the identity provider's sign-out page may show
 * (OpenID Connect Front-Channel Logout 1.0 §2).
 */
export function frontChannelPolicy(config: Config): string {
  return framedPagePolicy(originOf(endpointsOf(config).end_session_endpoint))
}

function framedPagePolicy(ancestor: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors ${ancestor}`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
  ].join('; ')
}

/** Finds the inline scripts and styles of a document. */
export function inlineHashes(html: string): InlineHashes {
  return { scripts: hashesOf(html, 'script'), styles: hashesOf(html, 'style') }
}

function hashesOf(html: string, element: 'script' | 'style'): string[] {
  const pattern = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g')
  return Array.from(html.matchAll(pattern), ([, content = '']) => {
    return `'sha256-${createHash('sha256').update(content).digest('base64')}'`
  })
}

// Hidden frames load the authorization endpoint; requests go to the token endpoint and, where the endpoints are not
// given, to the discovery document under the authority. Entra has all of them on one origin.
function identityProviderOrigins(config: Config) {
  const { authorization_endpoint: frames, token_endpoint: requests } = endpointsOf(config)
  return { frames: originOf(frames), requests: originOf(requests) }
}

function originOf(url: string): string {
  return new URL(url).origin
}

// An API that is a path is on the app's own origin, which 'self' names already.
function apiOrigins(config: Config): string[] {
  const urls = apisOf(config).map(({ url }) => url)
  return urls.filter((url) => URL.canParse(url)).map(originOf)
}
