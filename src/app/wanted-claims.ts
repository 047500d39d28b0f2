import { AuthenticationError } from '../auth/authentication-error.ts'
import { parseClaimsChallenge } from '../api/claims-challenge.ts'
import { HttpStatusError } from '../http/http-errors.ts'

/** @returns what a sign-in has to ask for to mend a failure: without it, the same would be refused again */
export function wantedClaims(error: unknown): string | undefined {
  if (error instanceof AuthenticationError) return error.claims
  if (!(error instanceof HttpStatusError) || error.status !== 401) return undefined
  return parseClaimsChallenge(error.headers.get('WWW-Authenticate'))
}
