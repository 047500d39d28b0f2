import type { KoaContextWithOIDC } from 'oidc-provider'
import type { SampleAccount } from '../../registrations/registrations.ts'
import type { IdentityState } from '../state.ts'
import type { SignedInPerson } from '../sessions.ts'
import { isHintOf } from '../tokens/id-token.ts'
import { fromCoreParameters, type SignInRequest } from './request.ts'

/** Which of the users signed in to a browser a request is for. */
export type Selection =
  | { kind: 'user'; user: SignedInPerson }
  | { kind: 'none' }
  | { kind: 'several' }
  | { kind: 'stale sid'; sid: string }

/**
 * Makes the user that a request is for the user of the core's session. Several users can be signed in to Entra in one
 * browser, but the core's session has one.
 */
export function selectUser(state: IdentityState, ctx: KoaContextWithOIDC): void {
  const { session } = ctx.oidc
  if (!session) return
  const users = state.people.inBrowser(session.uid)
  const selection = select(users, fromCoreParameters(state, ctx.oidc.params))
  ctx.state['selection'] = selection
  if (selection.kind === 'user') session.accountId = selection.user.userName
  else delete session.accountId
}

/** What `selectUser` found. Undefined after a sign-in page: the user is known by then. */
export function selectionOf(ctx: KoaContextWithOIDC): Selection | undefined {
  return ctx.state['selection'] as Selection | undefined
}

/** A `sid` comes before a hint. Entra does not combine `login_hint` with `prompt=select_account`. */
function select(
  users: SignedInPerson[],
  { sid, loginHint, prompt }: Pick<SignInRequest, 'sid' | 'loginHint' | 'prompt'>,
): Selection {
  if (sid !== undefined) {
    const user = users.find((candidate) => candidate.sid === sid)
    if (user) return { kind: 'user', user }
    if (prompt === 'none') return { kind: 'stale sid', sid }
  }
  if (loginHint !== undefined && prompt !== 'select_account') {
    const user = users.find(({ userName }) => isHintOf(loginHint, userName))
    return user ? { kind: 'user', user } : { kind: 'none' }
  }
  const [user, another] = users
  if (!user) return { kind: 'none' }
  return another ? { kind: 'several' } : { kind: 'user', user }
}

/** The account of the core's session, which `selectUser` or a sign-in page has set; undefined before sign-in. */
export function accountOf(
  { registry }: IdentityState,
  { oidc }: KoaContextWithOIDC,
): SampleAccount | undefined {
  return registry.account(oidc.session?.accountId ?? '')
}

/** Records the result of a sign-in page: the time of the sign-in, and of the second factor. */
export function recordSignIn(
  { people, clock }: IdentityState,
  ctx: KoaContextWithOIDC,
  userName: string,
): void {
  const { session, result } = ctx.oidc
  if (!session || !result) return
  if (result.login) people.signIn(session.uid, userName, result.login.ts ?? clock.now())
  const user = people.find(session.uid, userName)
  if (user && 'mfa' in result) user.mfaTime ??= clock.now()
}
