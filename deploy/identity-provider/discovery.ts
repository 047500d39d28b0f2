import * as v from 'valibot'
import { type AuthorityMetadata, authorityMetadata, endpointsOf } from '../../src/config/config.ts'

/** The discovery document could not be had, or cannot be used. */
export class DiscoveryError extends Error {
  override readonly name = 'DiscoveryError'
}

/** @returns where an issuer publishes its endpoints (OpenID Connect Discovery 1.0 §4) */
export function discoveryUrl(issuer: string): string {
  return `${issuer}/.well-known/openid-configuration`
}

/**
 * Asks an authority for its endpoints.
 * @throws {DiscoveryError} with words for a person
 */
export async function discover(authority: string): Promise<AuthorityMetadata> {
  const url = discoveryUrl(endpointsOf({ authority }).issuer)
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined)
  if (response === undefined) throw new DiscoveryError(`${url} cannot be reached.`)
  const body: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw new DiscoveryError(`${url} answered ${response.status}: ${wordsOf(body)}`)
  return parseEndpoints(url, body)
}

/**
 * Takes the five endpoints out of a discovery document.
 * @throws {DiscoveryError} when one is missing or is no safe URL
 */
export function parseEndpoints(url: string, document: unknown): AuthorityMetadata {
  const result = v.safeParse(v.object(authorityMetadata.entries), document)
  if (result.success) return result.output
  const [issue] = result.issues
  throw new DiscoveryError(`${url} has no usable ${v.getDotPath(issue) ?? 'content'}.`)
}

function wordsOf(body: unknown): string {
  const { error_description: words } = (body ?? {}) as { error_description?: unknown }
  return typeof words === 'string' ? (words.split(/\r?\n/)[0] ?? '') : 'no reason given.'
}
