import * as v from 'valibot'
import { FaultError } from '../../command-line/fault.ts'
import { sendRequest } from '../../command-line/http.ts'
import { parseJson } from '../../command-line/json-file.ts'
import { type AuthorityMetadata, authorityMetadata, endpointsOf } from '../../src/config/config.ts'

/** @returns where an issuer publishes its endpoints (OpenID Connect Discovery 1.0 §4) */
export function discoveryUrl(issuer: string): string {
  return `${issuer}/.well-known/openid-configuration`
}

/**
 * Asks an authority for its endpoints.
 * @throws {FaultError} when it does not answer, or its answer cannot be used
 */
export async function discover(authority: string): Promise<AuthorityMetadata> {
  const url = discoveryUrl(endpointsOf({ authority }).issuer)
  const { status, text } = await sendRequest(url)
  if (status !== 200) throw refusal(url, status, text)
  return parseEndpoints(url, parseJson(text, url))
}

/**
 * Takes the five endpoints out of a discovery document.
 * @throws {FaultError} when one is missing or is no safe URL
 */
export function parseEndpoints(url: string, document: unknown): AuthorityMetadata {
  const result = v.safeParse(v.object(authorityMetadata.entries), document)
  if (result.success) return result.output
  const [issue] = result.issues
  const problem = `has no usable ${v.getDotPath(issue) ?? 'content'}.`
  throw new FaultError([{ key: url, problem, fix: 'Correct the authority.' }])
}

// The description names the cause; correlation and time follow in lines of their own.
function refusal(url: string, status: number, text: string): FaultError {
  const said = /"error_description"\s*:\s*"([^"\\]*)/.exec(text)?.[1] ?? 'no reason given.'
  const problem = `answered ${status}: ${said}`
  return new FaultError([{ key: url, problem, fix: 'Correct the tenant or the authority.' }])
}
