import type { MiddlewareHandler } from 'hono'
import { errors } from 'jose'
import type { ApiDemands } from './api-demands.ts'
import { bearerChallenge } from './bearer-challenge.ts'
import { claimsChallenge } from './claims-challenge.ts'
import { KeysUnavailableError } from './signing-key-cache.ts'
import { type AccessTokenPolicy, createAccessTokenVerifier } from './verify-access-token.ts'

export interface AccessRules {
  policy: AccessTokenPolicy
  demands: ApiDemands
  requiredScope: string
  /** Where a client that is challenged can get a better token. */
  authorizationUri: string
}

/**
 * 401 for a missing or bad token, 403 for a good one without the scope, 503 while nobody can say
 * which it is. Bodies are empty, as ASP.NET leaves them.
 */
export function requireAccess(rules: AccessRules): MiddlewareHandler {
  const { policy, demands, requiredScope, authorizationUri } = rules
  const verify = createAccessTokenVerifier(policy, demands)
  return async (context, next) => {
    const [, accessToken] = /^Bearer +(.+)$/i.exec(context.req.header('Authorization') ?? '') ?? []
    const refuse = (challenge: string) => context.body(null, 401, { 'WWW-Authenticate': challenge })
    if (accessToken === undefined) return refuse('Bearer')
    try {
      const payload = await verify(accessToken)
      const where = { authorizationUri, clientId: policy.audience }
      const challenge = claimsChallenge(demands, payload, where)
      if (challenge !== undefined) return refuse(challenge)
      // A token that is neither for a person nor for an app is none for this API at all.
      if (payload['scp'] === undefined && payload['roles'] === undefined) return refuse('Bearer')
      if (!words(payload['scp']).includes(requiredScope)) return context.body(null, 403)
    } catch (error) {
      if (error instanceof KeysUnavailableError) {
        return context.body(null, 503, { 'Retry-After': '30' })
      }
      if (!(error instanceof errors.JOSEError)) throw error
      return refuse(bearerChallenge(error))
    }
    return next()
  }
}

/** `access_as_user2` is another scope than `access_as_user`. */
function words(claim: unknown): string[] {
  return typeof claim === 'string' ? claim.split(' ') : []
}
