import type { SampleAccount } from '../../../registrations/registrations.ts'
import type { ClaimsRequest } from '../../claims-request.ts'
import { Check, Prompt } from '../../core/oidc-provider-parts.ts'
import { aadstsMarker } from '../../errors/as-entra-error.ts'
import type { IdentityState } from '../../identity-state.ts'
import { accountOf, carriedRequest } from '../carried-request.ts'

/** A second factor is wanted: of this person, of everybody, or by the API (step-up). */
export function mfaPrompt(state: IdentityState): Prompt {
  return new Prompt(
    { name: 'mfa' },
    new Check('second_factor_missing', aadstsMarker(50076), 'interaction_required', (ctx) => {
      const { session, params } = ctx.oidc
      const account = accountOf(state, ctx)
      if (!session || !account) return false
      const { claimsRequest } = carriedRequest(state, params)
      const shown = state.people.find(session.uid, account.userName)?.mfaTime
      return needsMfa(state, account, claimsRequest) && shown === undefined
    }),
  )
}

export function needsMfa(
  { demands }: Pick<IdentityState, 'demands'>,
  account: Pick<SampleAccount, 'needsMfa'>,
  { authenticationContexts }: Pick<ClaimsRequest, 'authenticationContexts'>,
): boolean {
  return demands.mfa || account.needsMfa || authenticationContexts.length > 0
}
