import { errors } from 'jose'

/** The `WWW-Authenticate` header with which ASP.NET says what is wrong with an access token. */
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

/** A claim is the sender's text: only what is harmless inside a quoted header goes back. */
function quotable(value: unknown): string {
  return typeof value === 'string' ? value.replace(/[^\w:/.@-]/g, '').slice(0, 200) : '(null)'
}

/** `10/30/2025 10:00:00`, in UTC. */
function aspNetDate(seconds: number): string {
  const [date = '', time = ''] = new Date(seconds * 1000).toISOString().split('T')
  const [year, month, day] = date.split('-')
  return `${month}/${day}/${year} ${time.slice(0, 8)}`
}
