import type { SampleAccount } from '../../registrations/registrations.ts'
import type { RequestedScopes } from '../scopes.ts'
import { groupClaims } from './group-claims.ts'
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
 * The claims about the user need the scopes `profile` and `email`.
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
    ...groupClaims(subject, app.groupMembershipClaims),
    sub: pairwiseSubject(account, tenant, app.clientId),
  }
}

/** The `login_hint` claim. It is opaque to the app, which sends it as `login_hint` or `logout_hint`. */
export function loginHint(userName: string): string {
  return `O.${Buffer.from(userName).toString('base64url')}`
}

/** Whether a hint, either the claim or a user name in any case, names this user. */
export function isHintOf(hint: string, userName: string): boolean {
  const hinted = hint.startsWith('O.') ? Buffer.from(hint.slice(2), 'base64url').toString() : hint
  return hinted.toLowerCase() === userName.toLowerCase()
}

/** The `client_info` of a response: the account's ids in its home tenant, the key of MSAL's cache. */
export function clientInfo(account: SampleAccount): string {
  const info = { uid: account.oid, utid: account.tenantId }
  return Buffer.from(JSON.stringify(info)).toString('base64url')
}
