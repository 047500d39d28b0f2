import type { Prompt } from '../../core/oidc-provider-parts.ts'
import type { IdentityState } from '../../identity-state.ts'
import { accessGate } from './access.ts'
import { consentPrompt } from './consent.ts'
import { mfaPrompt } from './mfa.ts'
import { selectAccountPrompt } from './select-account.ts'
import { signInPrompt } from './sign-in.ts'

/** What somebody may have to do before the app gets its code, in this order. */
export function createPrompts(state: IdentityState): Prompt[] {
  return [
    selectAccountPrompt(),
    signInPrompt(state),
    accessGate(state),
    mfaPrompt(state),
    consentPrompt(state),
  ]
}
