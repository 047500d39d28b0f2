import { AuthenticationError } from '../auth/authentication-error.ts'

/** MSAL's word for: the page was left for the identity provider and is shown again, without an answer. */
export function cameBack(error: unknown): boolean {
  return error instanceof AuthenticationError && error.code === 'user_cancelled'
}
