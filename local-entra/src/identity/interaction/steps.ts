import type { InteractionResults } from 'oidc-provider'
import { tenantFor } from '../endpoints.ts'
import { administratorSignInUrl } from '../authorize/admin-consent.ts'
import { requireAccess } from '../access-rules.ts'
import type { SignInRequest } from '../authorize/request.ts'
import { aadstsMarker, CANCELLED } from '../errors/entra-error.ts'
import type { IdentityState } from '../state.ts'
import { confirmAppPage } from '../pages/device-pages.ts'
import type { Html } from '../pages/layout.ts'
import {
  adminConsentPage,
  consentPage,
  mfaPage,
  needsAdministratorPage,
  pickAccountPage,
  signInPage,
} from '../pages/pages.ts'
import { consentNames, OPENID_PERMISSIONS, permissionTexts } from '../scopes.ts'
import { isHintOf } from '../tokens/id-token.ts'

export interface StepContext {
  state: IdentityState
  request: SignInRequest
  /** The id of the browser's session. */
  sessionUid: string
  /** The user of the request; undefined before sign-in. */
  userName: string | undefined
  query: URLSearchParams
}

/** One page between the authorization request and its response. */
export interface Step {
  title: string
  page(context: StepContext): Html
  /** The result of the posted form for the core; undefined shows the page again. May throw EntraError. */
  submit(context: StepContext, form: URLSearchParams): InteractionResults | undefined
  /** The result of the Cancel button, by default `CANCELLED_RESULT`. */
  cancel?(context: StepContext): InteractionResults
}

export const CANCELLED_RESULT: InteractionResults = {
  error: 'access_denied',
  error_description: CANCELLED,
}

const signInStep: Step = {
  title: 'Sign in',
  page: ({ state, request }) =>
    signInPage(request.app.name, offeredAccounts(state.registry.registrations.accounts, request)),
  submit: signIn,
}

/** Throws EntraError if the account may not use the app. Then no session starts. */
function signIn(
  { state, request }: StepContext,
  form: URLSearchParams,
): InteractionResults | undefined {
  const account = state.registry.account(form.get('account') ?? '')
  if (!account) return undefined
  requireAccess(state, account, request)
  return { login: { accountId: account.userName, ts: state.clock.now() } }
}

/** The accounts of the domain hint, or all if it matches none. The account of the login hint comes first. */
function offeredAccounts<Account extends { userName: string }>(
  accounts: Account[],
  { domainHint, loginHint }: Pick<SignInRequest, 'domainHint' | 'loginHint'>,
): Account[] {
  const ofDomain = accounts.filter(({ userName }) => userName.endsWith(`@${domainHint}`))
  const offered = ofDomain.length > 0 ? ofDomain : accounts
  const isHinted = ({ userName }: Account) => Number(isHintOf(loginHint ?? '', userName))
  return offered.toSorted((one, other) => isHinted(other) - isHinted(one))
}

const selectAccountStep: Step = {
  title: 'Pick an account',
  page: (context) => {
    const users = signedInUsers(context)
    if (users.length === 0 || context.query.has('another')) return signInStep.page(context)
    return pickAccountPage({
      purpose: `Choose an account to continue to ${context.request.app.name}.`,
      accounts: users.map(({ account }) => account),
      anotherAccountUrl: '?another',
    })
  },
  submit: (context, form) => {
    const chosen = signedInUsers(context).find(
      ({ account }) => account.userName === form.get('account'),
    )
    const login = chosen
      ? { login: { accountId: chosen.account.userName, ts: chosen.authTime } }
      : signIn(context, form)
    return login && { ...login, select_account: {} }
  },
}

function signedInUsers({ state, sessionUid }: StepContext) {
  return state.people.inBrowser(sessionUid).flatMap(({ userName, authTime }) => {
    const account = state.registry.account(userName)
    return account ? [{ account, authTime }] : []
  })
}

const mfaStep: Step = {
  title: 'Approve sign-in request',
  page: ({ userName }) => mfaPage(userName ?? ''),
  submit: (_, form) => (form.get('action') === 'approve' ? { mfa: {} } : undefined),
}

const consentStep: Step = {
  title: 'Permissions requested',
  page: (context) => {
    const { request, userName = '' } = context
    const permissions = permissionTexts(request.scopes)
    const consent = { appName: request.app.name, userName, permissions }
    if (needsAdministrator(context)) {
      return needsAdministratorPage(consent, administratorSignInUrl(request))
    }
    return request.adminConsent
      ? adminConsentPage(signedInParty(context).tenant.name, consent)
      : consentPage(consent)
  },
  submit: (context, form) => {
    if (form.get('action') !== 'accept' || needsAdministrator(context)) return undefined
    grantConsent(context)
    return { consent: {} }
  },
  // Captured: 65004 when an administrator declines, a plain cancel for other users.
  cancel: (context) =>
    context.request.adminConsent && !needsAdministrator(context)
      ? { error: 'access_denied', error_description: aadstsMarker(65004) }
      : CANCELLED_RESULT,
}

function needsAdministrator(context: StepContext): boolean {
  const { request } = context
  const { account, tenant } = signedInParty(context)
  if (account.administrator && account.tenantId === tenant.id) return false
  const hasAdminScope = request.scopes.apis.some(({ scopes }) =>
    scopes.some(({ adminConsentOnly }) => adminConsentOnly),
  )
  return request.adminConsent !== undefined || hasAdminScope || account.needsAdminConsent
}

function grantConsent(context: StepContext): void {
  const { state, request } = context
  const { account, tenant } = signedInParty(context)
  const { clientId } = request.app
  const names = consentNames(request.scopes)
  state.consents.addToTenant(tenant.id, clientId)
  if (!request.adminConsent) {
    state.consents.grant(account.userName, clientId, names)
    return
  }
  // Every sign-in requests the OpenID scopes. The link for an administrator often has the API's scopes only.
  state.consents.grant(tenant.id, clientId, [...names, ...Object.keys(OPENID_PERMISSIONS)])
}

/** The signed-in account, and the tenant it signs in to. */
function signedInParty({ state, request, userName = '' }: StepContext) {
  const account = state.registry.account(userName)
  if (!account) throw new Error('Consent needs a signed-in account.')
  return { account, tenant: tenantFor(request.authority, account, state.registry) }
}

const deviceStep: Step = {
  title: 'Confirm the app',
  page: ({ request, userName = '' }) => confirmAppPage(request.app.name, userName),
  submit: (_, form) => (form.get('action') === 'continue' ? { device: {} } : undefined),
}

/** The steps by the name of their prompt in the core. */
export const STEPS: Record<string, Step> = {
  login: signInStep,
  select_account: selectAccountStep,
  mfa: mfaStep,
  consent: consentStep,
  device: deviceStep,
}
