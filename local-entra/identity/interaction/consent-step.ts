import { adminConsentPage } from '../pages/admin-consent-page.ts'
import { consentPage } from '../pages/consent-page.ts'
import { consentNames } from '../scopes/consent-names.ts'
import { permissionsInWords } from '../scopes/permissions-in-words.ts'
import type { Step, StepContext } from './step.ts'

/** Asks whether the app may do what its scopes say; some people and some scopes need an admin. */
export const consentStep: Step = {
  title: 'Permissions requested',
  page: (context) => {
    const { request, userName = '' } = context
    const permissions = permissionsInWords(request.scopes)
    return needsAdministrator(context)
      ? adminConsentPage(request.app.name, userName, permissions)
      : consentPage(request.app.name, userName, permissions)
  },
  decide: (context, form) => {
    const { state, request, userName } = context
    if (form.get('action') !== 'accept' || needsAdministrator(context)) return undefined
    if (userName === undefined) return undefined
    state.consents.grant(userName, request.app.clientId, consentNames(request.scopes))
    return { consent: {} }
  },
}

function needsAdministrator({ state, request, userName = '' }: StepContext): boolean {
  const asksForAdminScope = request.scopes.apis.some(({ scopes }) =>
    scopes.some(({ adminConsentOnly }) => adminConsentOnly),
  )
  return asksForAdminScope || (state.registry.account(userName)?.needsAdminConsent ?? false)
}
