import type { Catalogue, CatalogueEntry } from './entry.ts'
import { passingTitles } from './titles.ts'

const interactionNeeded: CatalogueEntry = {
  title: 'You need to sign in again',
  text: 'The sign-in service asks you to do something before the app can continue.',
  who: 'you',
  fix: 'Continue to the sign-in page and follow the steps there. You will return to this page.',
  action: 'sign-in',
}

const ended: CatalogueEntry = {
  title: 'Your session has ended',
  text: 'The sign-in service no longer accepts the sign-in of this tab.',
  who: 'you',
  fix: 'Sign in again to return to this page.',
  action: 'sign-in',
}

const notCompleted: CatalogueEntry = {
  title: 'The sign-in could not be completed',
  text: 'The sign-in service did not accept the sign-in. This happens, for example, when sign-in takes too long or is started twice.',
  who: 'you',
  fix: 'Sign in again, in one tab only.',
  action: 'sign-in',
  developer:
    'The details name the code. If they name no AADSTS number, only the sign-in log of the tenant `{tenant}` says more.',
}

const consentMissing: CatalogueEntry = {
  title: 'The app needs your permission to use the {api}',
  text: 'The permission was never granted, or it was withdrawn. Without it, the app cannot use the {api} on your behalf.',
  who: 'you',
  fix: 'Continue to the sign-in page and accept the permission. If you cannot accept it, copy the message for your administrator.',
  action: 'give-consent',
  developer:
    'Consent to `{scope}` is missing. An administrator can grant it for everyone: {adminConsentUrl}',
}

const misconfigured: CatalogueEntry = {
  title: 'The app and the sign-in service do not match',
  text: 'The sign-in service does not accept the request of the app. This is not your fault: let the developer of this app know.',
  who: 'developer',
  fix: 'Compare the app registration `{clientId}` with config.json: authority `{authority}`, redirect URI `{redirectUri}` under “Single-page application”, delegated permission `{scope}`.',
  action: 'sign-in',
}

const busy: CatalogueEntry = {
  title: passingTitles.signInBusy,
  text: 'It could not process the request just now. Nothing is lost.',
  who: 'nobody',
  fix: 'Wait a moment, then try again.',
  action: 'try-again',
}

/** By `error` of an authorization or token response (RFC 6749 §4.1.2.1, §5.2; OpenID Connect Core 1.0 §3.1.2.6). */
export const oauthErrors: Catalogue = {
  access_denied: {
    title: 'You did not sign in',
    text: 'The sign-in was cancelled, or the app did not get the permission that it needs.',
    who: 'you',
    fix: 'You can sign in again at any time. If the sign-in page asked for the approval of an administrator, copy the message for your administrator.',
    action: 'sign-in',
    developer: 'An administrator can approve the app for everyone: {adminConsentUrl}',
  },
  interaction_required: interactionNeeded,
  login_required: notCompleted,
  account_selection_required: {
    title: 'It is not clear which account to use',
    text: 'You are signed in with several accounts.',
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
    title: 'The app requests a permission that is not valid',
    fix: 'Correct `{apiKey}.scope` in config.json. It must be the full name of a scope under “Expose an API” in the registration of the API, but the app requests `{scope}`.',
  },
  invalid_resource: {
    ...misconfigured,
    title: 'The {api} is not known to the sign-in service',
    fix: 'The tenant `{tenant}` has no API with the identifier `{apiResource}`. Correct `{apiKey}.scope` in config.json, or ask an administrator of the tenant to consent: {adminConsentUrl}',
  },
  invalid_tenant: {
    ...misconfigured,
    title: 'The organisation of this app cannot be found',
    fix: 'There is no tenant `{tenant}`. Correct `authority` in config.json. The app uses `{authority}`.',
  },
  server_error: { ...busy, title: passingTitles.signInBroken },
  temporarily_unavailable: busy,
}

/** By code, for a renewal of a signed-in account's tokens: these replace the entries for a sign-in. */
export const renewalErrors: Catalogue = {
  bad_token: ended,
  invalid_grant: ended,
  login_required: ended,
  'unknown-number': {
    title: 'Your sign-in could not be renewed',
    text: 'The sign-in service refused to renew it, and the app does not know the reason.',
    who: 'unclear',
    fix: 'Sign in again, or use another account if you have one. If that does not help, send the details below to support.',
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

/** Whether the fix for a code or suberror is the same for every number. */
export function saysWhatToDo(code: string, suberror: string): boolean {
  return remedies.has(code) || remedies.has(suberror)
}

/** By Entra's `suberror`, which is more specific than `error`. */
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
    fix: 'Sign in again. The sign-in page lets you choose a new password.',
    action: 'sign-in',
  },
  message_only: {
    title: 'The sign-in service blocked your sign-in',
    text: 'Usually, a rule of your organisation blocks the app, your account, your device or your location. Ask your administrator.',
    who: 'administrator',
    fix: 'To find the reason, search the sign-in log of the tenant `{tenant}` for the correlation ID below. If the user should have access, adjust the policy that blocks them.',
    action: 'other-account',
  },
}
