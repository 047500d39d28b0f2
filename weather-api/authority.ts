import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose'
import { FaultError } from '../command-line/fault.ts'
import { sendRequest } from '../command-line/http.ts'
import { hasNoKey } from './verify-access-token.ts'

/** The metadata of an authority that the API needs (OpenID Connect Discovery 1.0 §3). */
export interface AuthorityMetadata {
  issuer: string
  jwksUri: string
}

/**
 * Fetches an authority's metadata, and its keys to check that they exist.
 * @throws {Error} with the URL and the problem
 */
export async function discover(authority: string): Promise<AuthorityMetadata> {
  const document = await fetchObject(
    `${authority.replace(/\/$/, '')}/v2.0/.well-known/openid-configuration`,
  )
  const metadata = {
    issuer: textOf(document, 'issuer'),
    jwksUri: textOf(document, 'jwks_uri'),
  }
  const { keys } = await fetchObject(metadata.jwksUri)
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new Error(`${metadata.jwksUri} contains no keys`)
  }
  return metadata
}

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR

/**
 * The authority's signing keys, by jose's remote key set. jose fetches them on the first request, and again for a token
 * that names an unknown key: at most once in 30 seconds while the authority answers, and one request at a time while it
 * does not.
 *
 * jose fails when the keys have reached their maximum age and the authority is down. That age is a day here, and a request
 * that finds the keys older than an hour refreshes them in the background. The API therefore survives an outage of at least
 * 23 hours. In a longer one `keys` throws, and the API returns 503 until the authority is back. A withdrawn key is trusted
 * for an hour under load, and for a day at most.
 *
 * @param report gets the reason when the keys cannot be fetched
 */
export function createRemoteKeys(
  jwksUri: string,
  report: (reason: string) => void,
): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(jwksUri), {
    cacheMaxAge: DAY,
    cooldownDuration: 30_000,
    [customFetch]: async (url) => {
      const { status, text } = await sendRequest(url, { seconds: 5 })
      return new Response(text, { status })
    },
  })
  let refreshAt = Date.now() + HOUR
  return async (header, token) => {
    if (Date.now() >= refreshAt) {
      refreshAt = Date.now() + HOUR
      keys.reload().catch((error: unknown) => report(reasonOf(error)))
    }
    try {
      return await keys(header, token)
    } catch (error) {
      if (!hasNoKey(error)) report(reasonOf(error))
      throw error
    }
  }
}

/** @returns the reason of a failure, in one line for the log */
export function reasonOf(error: unknown): string {
  if (error instanceof FaultError) {
    return error.faults.map(({ key, problem, fix }) => `${key} ${problem} ${fix}`).join(' ')
  }
  return error instanceof Error ? error.message : String(error)
}

async function fetchObject(url: string): Promise<Record<string, unknown>> {
  const { status, text } = await sendRequest(url, { seconds: 5 })
  if (status !== 200) throw new Error(`${url} returned ${status}`)
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null) return { ...body }
  } catch {}
  throw new Error(`${url} is not JSON`)
}

function textOf(document: Record<string, unknown>, name: string): string {
  const value = document[name]
  if (typeof value === 'string') return value
  throw new Error(`the discovery document has no ${name}`)
}
