import type { MiddlewareHandler } from 'hono'
import { errors, type JWTPayload } from 'jose'
import { problem } from './problem.ts'
import {
  type AccessTokenPolicy,
  createAccessTokenVerifier,
  KeysUnavailableError,
} from './verify-access-token.ts'

export interface AccessRules {
  policy: AccessTokenPolicy
  requiredScope: string
}

/** What `requireAccess` leaves for the handlers behind it. */
export interface AccessEnvironment {
  Variables: { claims: JWTPayload }
}

/**
 * Returns 401 for a missing or invalid token, 403 for a valid one without the scope, 503 while the signing keys are
 * unavailable. Bodies are empty, as in ASP.NET.
 */
export function requireAccess({
  policy,
  requiredScope,
}: AccessRules): MiddlewareHandler<AccessEnvironment> {
  const verify = createAccessTokenVerifier(policy)
  return async (context, next) => {
    const [, accessToken] = /^Bearer +(.+)$/i.exec(context.req.header('Authorization') ?? '') ?? []
    const refuse = (challenge: string) => context.body(null, 401, { 'WWW-Authenticate': challenge })
    if (accessToken === undefined) return refuse('Bearer')
    try {
      const payload = await verify(accessToken)
      // A token with neither scopes nor roles grants nothing (Microsoft.Identity.Web refuses it too).
      if (payload['scp'] === undefined && payload['roles'] === undefined) return refuse('Bearer')
      if (!words(payload['scp']).includes(requiredScope)) return context.body(null, 403)
      context.set('claims', payload)
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

/**
 * Returns 403 for a token without the app role. As in ASP.NET there is no challenge: `insufficient_scope` (RFC 6750 §3.1)
 * would make a client request a scope, which does not give it a role.
 */
export function requireRole(role: string): MiddlewareHandler<AccessEnvironment> {
  return async (context, next) => {
    const { roles } = context.get('claims')
    if (Array.isArray(roles) && roles.includes(role)) return next()
    return problem(context, {
      status: 403,
      detail: `The app role ${role} is required. It is assigned in the registration of the API.`,
      requiredRole: role,
    })
  }
}

/** Splits a scope claim: `access_as_user2` is another scope than `access_as_user`. */
function words(claim: unknown): string[] {
  return typeof claim === 'string' ? claim.split(' ') : []
}

/** The `WWW-Authenticate` header that ASP.NET returns for an invalid access token. */
export function bearerChallenge(error: unknown): string {
  const description = describe(error)
  return description === undefined
    ? 'Bearer error="invalid_token"'
    : `Bearer error="invalid_token", error_description="${description}"`
}

function describe(error: unknown): string | undefined {
  if (error instanceof errors.JWTExpired) {
    return `The token expired at '${aspNetDate(Number(error.payload.exp))}'`
  }
  if (error instanceof errors.JWKSNoMatchingKey) return 'The signature key was not found'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The signature is invalid'
  if (error instanceof errors.JWTClaimValidationFailed) return describeClaim(error)
  return undefined
}

function describeClaim({ claim, payload }: errors.JWTClaimValidationFailed): string | undefined {
  if (claim === 'aud') return `The audience '${quotable(payload.aud)}' is invalid`
  if (claim === 'iss') return `The issuer '${quotable(payload.iss)}' is invalid`
  if (claim === 'nbf') return `The token is not valid before '${aspNetDate(Number(payload.nbf))}'`
  return undefined
}

/** A claim is untrusted input: keep only characters that are safe inside a quoted header value. */
function quotable(value: unknown): string {
  return typeof value === 'string' ? value.replace(/[^\w:/.@-]/g, '').slice(0, 200) : '(null)'
}

/** `10/30/2025 10:00:00`, in UTC. */
function aspNetDate(seconds: number): string {
  const [date = '', time = ''] = new Date(seconds * 1000).toISOString().split('T')
  const [year, month, day] = date.split('-')
  return `${month}/${day}/${year} ${time.slice(0, 8)}`
}
