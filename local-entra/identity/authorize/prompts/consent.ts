import type { KoaContextWithOIDC } from 'oidc-provider'
import { tenantFor } from '../../authority.ts'
import { Check, Prompt } from '../../core/oidc-provider-parts.ts'
import { aadstsMarker } from '../../errors/as-entra-error.ts'
import type { IdentityState } from '../../identity-state.ts'
import { consentNames } from '../../scopes/consent-names.ts'
import { accountOf, carriedRequest } from '../carried-request.ts'

/** The user has to consent to what the app asks for; at the admin consent endpoint each time. */
export function consentPrompt(state: IdentityState): Prompt {
  return new Prompt(
    { name: 'consent', requestable: true },
    new Check('scopes_not_consented', aadstsMarker(65001), 'consent_required', (ctx) =>
      isAsked(state, ctx),
    ),
  )
}

function isAsked(state: IdentityState, ctx: KoaContextWithOIDC): boolean {
  const { app, authority, scopes, adminConsent } = carriedRequest(state, ctx.oidc.params)
  if (adminConsent) return !('consent' in (ctx.oidc.result ?? {}))
  const account = accountOf(state, ctx)
  if (!account) return true
  const { id: tenantId } = tenantFor(authority, account, state.registry)
  const party = { userName: account.userName, tenantId, clientId: app.clientId }
  return state.consents.missing(party, consentNames(scopes)).length > 0
}
