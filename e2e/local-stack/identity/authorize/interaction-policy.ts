import { Check, Prompt } from '../core/oidc-provider-parts.ts'
import { aadstsMarker } from '../errors/as-entra-error.ts'
import type { IdentityState } from '../identity-state.ts'
import { missingConsents } from './missing-consents.ts'

/** When somebody has to do something before the app gets its code, and what. */
export function createInteractionPolicy(state: IdentityState): Prompt[] {
  return [signIn(), consent(state)]
}

function signIn(): Prompt {
  return new Prompt(
    { name: 'login', requestable: true },
    new Check(
      'no_session',
      aadstsMarker(50058),
      'login_required',
      (ctx) => ctx.oidc.session?.accountId === undefined,
    ),
  )
}

function consent(state: IdentityState): Prompt {
  return new Prompt(
    { name: 'consent', requestable: true },
    new Check(
      'scopes_not_consented',
      aadstsMarker(65001),
      'consent_required',
      (ctx) => missingConsents(state, ctx.oidc).length > 0,
    ),
  )
}
