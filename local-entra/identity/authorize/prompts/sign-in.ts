import { Check, Prompt } from '../../core/oidc-provider-parts.ts'
import { aadstsMarker } from '../../errors/as-entra-error.ts'
import type { IdentityState } from '../../identity-state.ts'
import { accountOf, carriedRequest } from '../carried-request.ts'

/** Somebody has to prove who they are: nobody is signed in, or it was too long ago. */
export function signInPrompt(state: IdentityState): Prompt {
  return new Prompt(
    { name: 'login', requestable: true },
    new Check(
      'nobody_signed_in',
      aadstsMarker(50058),
      'login_required',
      (ctx) => accountOf(state, ctx) === undefined,
    ),
    new Check('signed_in_too_long_ago', aadstsMarker(50058), 'login_required', (ctx) => {
      const { maxAge } = carriedRequest(state, ctx.oidc.params)
      if (maxAge === undefined || ctx.oidc.result?.login) return false
      const { session } = ctx.oidc
      const person = session && state.people.find(session.uid, session.accountId ?? '')
      return state.clock.now() - (person?.authTime ?? 0) > maxAge
    }),
  )
}
