import type { KoaContextWithOIDC } from 'oidc-provider'
import type { IdentityState } from '../identity-state.ts'

/** Writes down what a person did on our pages: proved who they are, showed a second factor. */
export function recognise(
  { people, clock }: IdentityState,
  ctx: KoaContextWithOIDC,
  userName: string,
): void {
  const { session, result } = ctx.oidc
  if (!session || !result) return
  if (result.login) people.signIn(session.uid, userName, result.login.ts ?? clock.now())
  const person = people.find(session.uid, userName)
  if (person && 'mfa' in result) person.mfaTime ??= clock.now()
}
