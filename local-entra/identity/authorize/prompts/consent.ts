import type { KoaContextWithOIDC } from 'oidc-provider'
import { Check, Prompt } from '../../core/oidc-provider-parts.ts'
import { aadstsMarker } from '../../errors/as-entra-error.ts'
import type { IdentityState } from '../../identity-state.ts'
import { consentNames } from '../../scopes/consent-names.ts'
import { carriedRequest } from '../carried-request.ts'

/** The person has to let the app do what it asks for. */
export function consentPrompt(state: IdentityState): Prompt {
  return new Prompt(
    { name: 'consent', requestable: true },
    new Check(
      'scopes_not_consented',
      aadstsMarker(65001),
      'consent_required',
      (ctx) => missingConsents(state, ctx).length > 0,
    ),
  )
}

function missingConsents(state: IdentityState, { oidc }: KoaContextWithOIDC): string[] {
  const { app, scopes } = carriedRequest(state, oidc.params)
  return state.consents.missing(oidc.session?.accountId ?? '', app.clientId, consentNames(scopes))
}
