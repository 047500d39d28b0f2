import type { RequestedScopes } from '../scopes/requested-scopes.ts'
import { loginHint } from './login-hint.ts'
import {
  commonClaims,
  pairwiseSubject,
  personalClaims,
  rolesFor,
  times,
  type TokenSubject,
} from './token-subject.ts'

const ID_TOKEN_SECONDS = 3600

/**
 * Claims of an ID token (https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference).
 * The scopes `profile` and `email` decide about what it says of the person.
 */
export function idTokenClaims(
  subject: TokenSubject,
  { openidScopes }: RequestedScopes,
  nonce: string | undefined,
): Record<string, unknown> {
  const { account, tenant, app, now, claimsRequest } = subject
  const { name, oid, preferred_username, ...impersonal } = commonClaims(subject)
  return {
    aud: app.clientId,
    ...times(now, ID_TOKEN_SECONDS),
    ...impersonal,
    ...(openidScopes.includes('email') ? { email: personalClaims(subject).email } : {}),
    ...(claimsRequest.loginHint ? { login_hint: loginHint(account.userName) } : {}),
    ...(openidScopes.includes('profile') ? { name, oid, preferred_username } : {}),
    ...(nonce === undefined ? {} : { nonce }),
    ...rolesFor(account, app.clientId),
    sub: pairwiseSubject(account, tenant, app.clientId),
  }
}
