import { Check, Prompt } from '../../core/oidc-provider-parts.ts'
import { aadstsMarker } from '../../errors/as-entra-error.ts'
import { EntraError } from '../../errors/entra-error.ts'
import { selectionOf } from '../select-person.ts'

/** Somebody has to say which of the people signed in is meant. */
export function selectAccountPrompt(): Prompt {
  return new Prompt(
    { name: 'select_account', requestable: true },
    new Check(
      'several_signed_in',
      aadstsMarker(16000),
      'interaction_required',
      (ctx) => selectionOf(ctx)?.kind === 'several',
    ),
    new Check('session_gone', aadstsMarker(160021), 'interaction_required', (ctx) => {
      const selection = selectionOf(ctx)
      if (selection?.kind === 'stale sid') throw new EntraError(160021, { sid: selection.sid })
      return false
    }),
  )
}
