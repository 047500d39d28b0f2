import type { JWTPayload } from 'jose'
import type { ApiDemands } from './api-demands.ts'

/**
 * Asks the client to come back with a token that has more to show
 * (https://learn.microsoft.com/entra/identity-platform/claims-challenge).
 *
 * @returns the `WWW-Authenticate` header, or undefined when the token satisfies the demands
 */
export function claimsChallenge(
  { notBefore, authenticationContext }: ApiDemands,
  payload: JWTPayload,
  { authorizationUri, clientId }: { authorizationUri: string; clientId: string },
): string | undefined {
  const missing: Record<string, object> = {}
  if (notBefore !== undefined && (payload.nbf ?? 0) < notBefore) {
    missing['nbf'] = { essential: true, value: String(notBefore) }
  }
  const contexts = Array.isArray(payload['acrs']) ? payload['acrs'] : []
  if (authenticationContext !== undefined && !contexts.includes(authenticationContext)) {
    missing['acrs'] = { essential: true, value: authenticationContext }
  }
  if (Object.keys(missing).length === 0) return undefined
  const claims = Buffer.from(JSON.stringify({ access_token: missing })).toString('base64')
  return `Bearer realm="", authorization_uri="${authorizationUri}", client_id="${clientId}", error="insufficient_claims", claims="${claims}"`
}
