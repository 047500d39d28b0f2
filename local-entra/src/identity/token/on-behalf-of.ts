import { decodeJwt, errors, type JWTPayload } from 'jose'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../state.ts'
import { tokenResponse } from '../tokens/token-response.ts'
import { verifyAccessToken } from '../tokens/verify-access-token.ts'
import { entraDate, type SignInOfToken } from './issued-grants.ts'
import { requireTokenGrant } from './token-grant.ts'
import { optionalField, requireField, requireRedeemer, type TokenRequest } from './token-request.ts'

/**
 * `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer`, on-behalf-of
 * (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow): an API exchanges the access token that
 * it has received for one of another API, for the same user. Throws EntraError. An error that needs the user has `claims`,
 * which the API passes on to its client.
 */
export async function exchangeOnBehalfOf(
  state: IdentityState,
  request: TokenRequest,
): Promise<object> {
  const { fields, app } = request
  requireRedeemer('web', request)
  const assertion = requireField(fields, 'assertion')
  const use = requireField(fields, 'requested_token_use')
  if (use !== 'on_behalf_of') {
    throw new EntraError(90023, { field: 'requested_token_use', value: use })
  }
  const signIn = await requireAssertion(state, request, assertion)
  const { tenantId, userName, sid, authTime, mfaTime } = signIn
  const { clientId } = app
  const platform = 'web' as const
  const issuedAt = state.clock.now()
  const demand = {
    signIn: { tenantId, userName, sid, authTime, mfaTime, clientId, platform, issuedAt },
    scope: requireField(fields, 'scope'),
    claims: optionalField(fields, 'claims'),
    // Documented for this grant, where others have `invalid_grant`.
    tokenError: 'interaction_required',
  }
  return tokenResponse(state, requireTokenGrant(state, request, demand))
}

/** The sign-in of an access token that was issued for the app that presents it, and is valid. */
async function requireAssertion(
  state: IdentityState,
  { app, authority }: TokenRequest,
  assertion: string,
): Promise<SignInOfToken> {
  const { clientId } = app
  const claims = await verify(state, clientId, assertion)
  if (authority.tenant && claims['tid'] !== authority.tenant.id) throw new EntraError(50013)
  if (claims['scp'] === undefined) throw new EntraError(7000114, { clientId })
  const issued = state.accessTokens.get(String(claims['uti']))
  // A token of the time before a restart, which signs with the same keys.
  if (!issued?.signIn) throw new EntraError(50013)
  if (issued.isExpired) throw new EntraError(500133)
  const { signIn } = issued
  if (signIn.revokedAt === undefined) return signIn
  throw new EntraError(50173, {
    issuedAt: entraDate(claims.iat ?? 0),
    validFrom: entraDate(signIn.revokedAt),
  })
}

async function verify(
  state: IdentityState,
  clientId: string,
  assertion: string,
): Promise<JWTPayload> {
  const api = state.registry.registrations.apis.find((each) => each.clientId === clientId)
  const audience = [clientId, ...(api ? [api.identifierUri] : [])]
  try {
    return await verifyAccessToken(state, assertion, audience)
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new EntraError(500133)
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
      throw new EntraError(500131, { audience: String(decodeJwt(assertion).aud), clientId })
    }
    if (error instanceof errors.JOSEError) throw new EntraError(50013)
    throw error
  }
}
