/** What an authority publishes, as far as an API needs it (OpenID Connect Discovery 1.0 §3). */
export interface AuthorityEndpoints {
  issuer: string
  jwksUri: string
  authorizationEndpoint: string
}

/**
 * Asks an authority for its issuer and keys.
 * @throws {Error} saying which address did not answer as it should
 */
export async function findEndpoints(authority: string): Promise<AuthorityEndpoints> {
  const document = await fetchObject(
    `${authority.replace(/\/$/, '')}/v2.0/.well-known/openid-configuration`,
  )
  const endpoints = {
    issuer: textOf(document, 'issuer'),
    jwksUri: textOf(document, 'jwks_uri'),
    authorizationEndpoint: textOf(document, 'authorization_endpoint'),
  }
  const { keys } = await fetchObject(endpoints.jwksUri)
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new Error(`${endpoints.jwksUri} holds no keys`)
  }
  return endpoints
}

async function fetchObject(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => undefined)
  if (response === undefined) throw new Error(`${url} cannot be reached`)
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  const body: unknown = await response.json().catch(() => undefined)
  if (typeof body !== 'object' || body === null) throw new Error(`${url} is not JSON`)
  return { ...body }
}

function textOf(document: Record<string, unknown>, name: string): string {
  const value = document[name]
  if (typeof value === 'string') return value
  throw new Error(`the discovery document has no ${name}`)
}
