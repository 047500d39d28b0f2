import { errors, type JWTPayload } from 'jose'
import type { IdentityState } from '../identity/state.ts'
import { verifyAccessToken } from '../identity/tokens/verify-access-token.ts'
import { MICROSOFT_GRAPH } from '../registrations/microsoft-graph.ts'
import type { SampleAccount, Tenant } from '../registrations/registrations.ts'
import { type ApiDemands, missingClaims } from '../weather-api/api-demands.ts'

/** An error of Graph, as its body and its headers have it (https://learn.microsoft.com/graph/errors). */
export class GraphError extends Error {
  override readonly name = 'GraphError'
  readonly status: number
  readonly code: string
  /** Those of this error alone, such as `WWW-Authenticate`. */
  readonly headers: Record<string, string>

  constructor(status: number, code: string, message: string, headers = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

/** What Graph knows of the identity provider, and what the control demands of access tokens. */
export interface GraphParts {
  identity: IdentityState
  demands: Pick<ApiDemands, 'notBefore'>
}

/** What an access token says: a user in an app, or an app alone. */
export interface Caller {
  tenant: Tenant
  /** Undefined for a token of client credentials. */
  account: SampleAccount | undefined
  clientId: string
  /** Scopes of the user, or app roles of the app. */
  permissions: ReadonlySet<string>
}

/**
 * Verifies the access token of a request.
 * @throws {GraphError} 401 `InvalidAuthenticationToken` when there is none or Graph does not accept it
 */
export async function authenticate(
  parts: GraphParts,
  authorization: string | null,
): Promise<Caller> {
  const [, token = ''] = /^Bearer +(.*)$/i.exec(authorization ?? '') ?? []
  if (token === '') throw unauthorized(parts, 'Access token is empty.')
  if (!token.includes('.')) throw unauthorized(parts, NO_JWT)
  const claims = await verify(parts, token)
  const issued = parts.identity.accessTokens.get(String(claims['uti']))
  if (issued?.isExpired) throw unauthorized(parts, EXPIRED)
  const missing = missingClaims({ notBefore: parts.demands.notBefore }, claims)
  if (missing !== undefined) {
    throw unauthorized(parts, OUTDATED, `, error="insufficient_claims", claims="${missing}"`)
  }
  return callerOf(parts, claims)
}

// Captured texts.
const NO_JWT =
  "IDX14100: JWT is not well formed, there are no dots (.).\nThe token needs to be in JWS or JWE Compact Serialization Format. (JWS): 'EncodedHeader.EncodedPayload.EncodedSignature'. (JWE): 'EncodedProtectedHeader.EncodedEncryptedKey.EncodedInitializationVector.EncodedCiphertext.EncodedAuthenticationTag'."
const EXPIRED = 'Lifetime validation failed, the token is expired.'
const OUTDATED =
  'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenCreatedWithOutdatedPolicies'

/** @param more parameters of the challenge */
function unauthorized({ identity }: GraphParts, message: string, more = ''): GraphError {
  // The address of the older endpoint, as captured: clients derive the authority from it.
  const challenge = `Bearer realm="", authorization_uri="${identity.origin}/common/oauth2/authorize", client_id="${MICROSOFT_GRAPH.clientId}"${more}`
  return new GraphError(401, 'InvalidAuthenticationToken', message, {
    'www-authenticate': challenge,
  })
}

const { clientId, identifierUri } = MICROSOFT_GRAPH
const AUDIENCES = [clientId, identifierUri, `${identifierUri}/`]

async function verify(parts: GraphParts, token: string): Promise<JWTPayload> {
  try {
    return await verifyAccessToken(parts.identity, token, AUDIENCES)
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error
    throw unauthorized(parts, describe(error))
  }
}

function describe(error: Error): string {
  if (error instanceof errors.JWTExpired) return EXPIRED
  const claim = error instanceof errors.JWTClaimValidationFailed ? error.claim : undefined
  if (claim === 'aud') return 'Access token validation failure. Invalid audience.'
  if (claim === 'nbf') return 'Access token has expired or is not yet valid.'
  return 'Access token validation failure.'
}

function callerOf(parts: GraphParts, claims: JWTPayload): Caller {
  const { registry } = parts.identity
  const { scp, roles, oid, tid, azp, appid } = claims
  const tenant = registry.tenant(String(tid))
  const isOfUser = typeof scp === 'string'
  const account = isOfUser ? registry.accountWithId(oid) : undefined
  if (!tenant || (isOfUser && !account)) {
    throw unauthorized(parts, 'Access token validation failure.')
  }
  const granted = isOfUser ? scp.split(' ') : Array.isArray(roles) ? roles.map(String) : []
  return { tenant, account, clientId: String(azp ?? appid), permissions: new Set(granted) }
}

/** @returns whether the token has one of the permissions */
export function hasPermission({ permissions }: Caller, wanted: readonly string[]): boolean {
  return wanted.some((name) => permissions.has(name))
}

/** @throws {GraphError} 403 when the token has none of the permissions */
export function requirePermission(caller: Caller, wanted: readonly string[]): void {
  if (hasPermission(caller, wanted)) return
  throw new GraphError(
    403,
    'Authorization_RequestDenied',
    'Insufficient privileges to complete the operation.',
  )
}
