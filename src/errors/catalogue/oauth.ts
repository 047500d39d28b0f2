import type { Catalogue, CatalogueEntry } from './entry.ts'
import { passingTitles } from './titles.ts'

const interactionNeeded: CatalogueEntry = {
  title: 'You need to sign in again',
  text: 'The sign-in service asks you to confirm something before the app can continue.',
  who: 'you',
  fix: 'Continue to the sign-in page and follow its steps. You come back to this page.',
  action: 'sign-in',
}

const ended: CatalogueEntry = {
  title: 'Your session has ended',
  text: 'The sign-in service no longer accepts the sign-in of this tab.',
  who: 'you',
  fix: 'Sign in again. You come back to this page.',
  action: 'sign-in',
}

const notCompleted: CatalogueEntry = {
  title: 'The sign-in could not be completed',
  text: 'The sign-in service did not accept it. That happens, for example, when a sign-in takes too long or is started twice.',
  who: 'you',
  fix: 'Sign in once more, in one tab.',
  action: 'sign-in',
  developer:
    'The details have the code. Without a number of Entra, only the sign-in log of the tenant `{tenant}` says more.',
}

const consentMissing: CatalogueEntry = {
  title: 'The app has no permission to use the {api} for you',
  text: 'The permission was never granted, or it was withdrawn. Without it the app cannot access the {api} on your behalf.',
  who: 'you',
  fix: 'Continue to the sign-in page and accept the permission. If you are not allowed to, copy the message for your administrator.',
  action: 'give-consent',
  developer:
    'There is no consent to `{scope}`. An administrator can grant it for everyone: {adminConsentUrl}',
}

const misconfigured: CatalogueEntry = {
  title: 'The app and the sign-in service are configured differently',
  text: 'This is not your fault: the sign-in service does not accept the request of the app.',
  who: 'developer',
  fix: 'Compare the app registration `{clientId}` with config.json: authority `{authority}`, redirect URI `{redirectUri}` under “Single-page application”, delegated permission `{scope}`.',
  action: 'sign-in',
}

const busy: CatalogueEntry = {
  title: passingTitles.signInBusy,
  text: 'It could not answer just now. Nothing is lost.',
  who: 'nobody',
  fix: 'Wait a moment and try again.',
  action: 'try-again',
}

/** The `error` of an authorization or token response (RFC 6749 §4.1.2.1, §5.2; OpenID Connect Core 1.0 §3.1.2.6). */
export const oauthErrors: Catalogue = {
  access_denied: {
    title: 'You did not sign in',
    text: 'The sign-in was cancelled, or the app was not granted the permission it needs.',
    who: 'you',
    fix: 'You can start again at any time. If the sign-in page asked for the approval of an administrator, send yours the address below.',
    action: 'sign-in',
    developer: 'An administrator can approve the app for everyone: {adminConsentUrl}',
  },
  interaction_required: interactionNeeded,
  login_required: notCompleted,
  account_selection_required: {
    title: 'It is not clear which account to use',
    text: 'Several accounts are signed in on this browser.',
    who: 'you',
    fix: 'Choose the account that you want to use.',
    action: 'other-account',
  },
  consent_required: consentMissing,
  invalid_grant: notCompleted,
  invalid_request: misconfigured,
  invalid_client: misconfigured,
  unauthorized_client: misconfigured,
  unsupported_response_type: misconfigured,
  unsupported_grant_type: misconfigured,
  invalid_scope: {
    ...misconfigured,
    title: 'The app asks for a permission that is not accepted',
    fix: 'Correct `{apiKey}.scope` in config.json. It is `{scope}` now, and must be the full name of a scope under “Expose an API” in the registration of the API.',
  },
  invalid_resource: {
    ...misconfigured,
    title: 'The {api} is not known to the sign-in service',
    fix: 'There is no API with the identifier `{apiResource}` in the tenant `{tenant}`. Correct `{apiKey}.scope` in config.json, or let an administrator consent there: {adminConsentUrl}',
  },
  invalid_tenant: {
    ...misconfigured,
    title: 'The organisation of this app cannot be found',
    fix: 'There is no tenant `{tenant}`. Correct `authority` in config.json; it is `{authority}` now.',
  },
  server_error: { ...busy, title: passingTitles.signInBroken },
  temporarily_unavailable: busy,
}

/** What some codes mean while an account is signed in, and its tokens could not be renewed. */
export const renewalErrors: Catalogue = {
  bad_token: ended,
  invalid_grant: ended,
  login_required: ended,
  'unknown-number': {
    title: 'Your sign-in could not be renewed',
    text: 'The sign-in service refused to renew it, and this app does not know the reason.',
    who: 'unclear',
    fix: 'Sign in again, or with another account if you have one. If that does not help, send the details below to the support of this app.',
    action: 'other-account',
  },
}

const remedies = new Set([
  'account_selection_required',
  'additional_action',
  'basic_action',
  'consent_required',
  'interrupted_user',
  'server_error',
  'temporarily_unavailable',
  'ui_not_allowed',
  'user_password_expired',
])

/** Whether a code or suberror says what has to be done, whatever number it comes with. */
export function saysWhatToDo(code: string, suberror: string): boolean {
  return remedies.has(code) || remedies.has(suberror)
}

/** The `suberror` of Entra, which says more than the `error` that it comes with. */
export const suberrors: Catalogue = {
  bad_token: notCompleted,
  consent_required: consentMissing,
  basic_action: interactionNeeded,
  additional_action: interactionNeeded,
  interrupted_user: interactionNeeded,
  ui_not_allowed: interactionNeeded,
  user_password_expired: {
    title: 'Your password has expired',
    text: 'Your organisation requires a new password from time to time.',
    who: 'you',
    fix: 'Sign in again: the sign-in page lets you choose a new password.',
    action: 'sign-in',
  },
  message_only: {
    title: 'The sign-in service does not let you in',
    text: 'It does not tell the app why. Usually a rule of the organisation blocks the app, the account, the device or the location.',
    who: 'administrator',
    fix: 'Find the reason in the sign-in log of the tenant `{tenant}`, by the correlation ID below, and change it if this person should have access.',
    action: 'other-account',
  },
}
