import * as v from 'valibot'
import { FaultError } from '../../command-line/fault.ts'
import { sendRequest } from '../../command-line/http.ts'
import { parseJson } from '../../command-line/json-file.ts'
import { type AuthorityMetadata, authorityMetadata, endpointsOf } from '../../src/config/config.ts'

/**
 * @returns the URL of a discovery document: in Entra beside the endpoints, because the issuer of External ID is at another
 * host; elsewhere below the issuer (OpenID Connect Discovery 1.0 §4)
 */
export function discoveryUrl({ issuer, authorization_endpoint }: AuthorityMetadata): string {
  const [, authority] = /^(.+)\/oauth2\/v2\.0\/authorize$/.exec(authorization_endpoint) ?? []
  const base = authority === undefined ? issuer : `${authority}/v2.0`
  return `${base}/.well-known/openid-configuration`
}

/**
 * Fetches the endpoints of an authority.
 * @throws {FaultError} when there is no response, or an unusable one
 */
export async function discover(authority: string): Promise<AuthorityMetadata> {
  const url = discoveryUrl(endpointsOf({ authority }))
  const { status, text } = await sendRequest(url)
  if (status !== 200) throw refusal(url, status, text)
  return parseEndpoints(url, parseJson(text, url))
}

/**
 * Reads the five endpoints of a discovery document.
 * @throws {FaultError} when one is missing or is not a safe URL
 */
export function parseEndpoints(url: string, document: unknown): AuthorityMetadata {
  const result = v.safeParse(v.object(authorityMetadata.entries), document)
  if (result.success) return result.output
  const [issue] = result.issues
  const problem = `has no valid ${v.getDotPath(issue) ?? 'content'}.`
  throw new FaultError([{ key: url, problem, fix: 'Correct the authority.' }])
}

// The first line of the description is the cause. Correlation id and time follow on further lines.
function refusal(url: string, status: number, text: string): FaultError {
  const said = /"error_description"\s*:\s*"([^"\\]*)/.exec(text)?.[1] ?? 'no reason given.'
  const problem = `returned ${status}: ${said}`
  return new FaultError([{ key: url, problem, fix: 'Correct the tenant or the authority.' }])
}
