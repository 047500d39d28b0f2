import { tenantFor } from '../authority.ts'
import { withAdministrator } from '../authorize/admin-consent.ts'
import { aadstsMarker } from '../errors/as-entra-error.ts'
import {
  consentPage,
  needsAdministratorPage,
  organizationConsentPage,
} from '../pages/consent-pages.ts'
import { consentNames, OPENID_PERMISSIONS } from '../scopes/consent-names.ts'
import { permissionsInWords } from '../scopes/permissions-in-words.ts'
import { CANCELLED_RESULT, type Step, type StepContext } from './step.ts'

/** Asks whether the app may do what its scopes say; some people and some scopes need an admin. */
export const consentStep: Step = {
  title: 'Permissions requested',
  page: (context) => {
    const { request, userName = '' } = context
    const permissions = permissionsInWords(request.scopes)
    const question = { appName: request.app.name, userName, permissions }
    if (needsAdministrator(context)) {
      return needsAdministratorPage(question, withAdministrator(request))
    }
    return request.adminConsent
      ? organizationConsentPage(partyOf(context).tenant.name, question)
      : consentPage(question)
  },
  decide: (context, form) => {
    const { state, request } = context
    if (form.get('action') !== 'accept' || needsAdministrator(context)) return undefined
    const { account, tenant } = partyOf(context)
    const { clientId } = request.app
    const names = consentNames(request.scopes)
    // Every sign-in asks for these, but an administrator's link often has the API's scopes only.
    const forTenant = [...names, ...Object.keys(OPENID_PERMISSIONS)]
    if (request.adminConsent) state.consents.grant(tenant.id, clientId, forTenant)
    else state.consents.grant(account.userName, clientId, names)
    return { consent: {} }
  },
  // Captured: 65004 when an administrator declines, a plain cancel for everyone else.
  cancel: (context) =>
    context.request.adminConsent && !needsAdministrator(context)
      ? { error: 'access_denied', error_description: aadstsMarker(65004) }
      : CANCELLED_RESULT,
}

function needsAdministrator(context: StepContext): boolean {
  const { request } = context
  const { account, tenant } = partyOf(context)
  if (account.administrator && account.tenantId === tenant.id) return false
  const asksForAdminScope = request.scopes.apis.some(({ scopes }) =>
    scopes.some(({ adminConsentOnly }) => adminConsentOnly),
  )
  return request.adminConsent !== undefined || asksForAdminScope || account.needsAdminConsent
}

/** The account that is asked for consent, and the tenant. */
function partyOf({ state, request, userName = '' }: StepContext) {
  const account = state.registry.account(userName)
  if (!account) throw new Error('consent needs a signed-in account')
  return { account, tenant: tenantFor(request.authority, account, state.registry) }
}
