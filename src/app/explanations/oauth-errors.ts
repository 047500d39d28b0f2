import type { Catalogue, CatalogueEntry } from './catalogue-entry.ts'
import { passingTitles } from './passing-titles.ts'

const moreIsNeeded: CatalogueEntry = {
  title: 'You have to sign in again',
  text: 'The sign-in service wants to see you once more before the app can go on.',
  who: 'you',
  fix: 'Continue to the sign-in page and follow its steps. You come back to this page.',
  action: 'sign-in',
}

const ended: CatalogueEntry = {
  title: 'Your session has ended',
  text: 'You have been signed in for a long time, or your session was ended elsewhere.',
  who: 'you',
  fix: 'Sign in again. You come back to this page.',
  action: 'sign-in',
}

const consentMissing: CatalogueEntry = {
  title: 'The app has no permission to read the forecast for you',
  text: 'The permission was never given, or it was withdrawn. Without it the app may not ask the weather service in your name.',
  who: 'you',
  fix: 'Continue to the sign-in page and accept the permission. If you are not allowed to, copy the message for your administrator.',
  action: 'give-consent',
  developer:
    'There is no consent to `{scope}`. An administrator can give it for everybody: {adminConsentUrl}',
}

const misconfigured: CatalogueEntry = {
  title: 'The app and the sign-in service do not fit together',
  text: 'This is not your fault: the sign-in service does not accept how the app asks.',
  who: 'developer',
  fix: 'Compare the app registration `{clientId}` with config.json: authority `{authority}`, redirect URI `{redirectUri}` under “Single-page application”, delegated permission `{scope}`.',
  action: 'sign-in',
}

const busy: CatalogueEntry = {
  title: passingTitles.signInBusy,
  text: 'It could not answer just now. You stay signed in, and nothing is lost.',
  who: 'nobody',
  fix: 'Wait a moment and try again.',
  action: 'try-again',
}

/** The `error` of an authorization or token response (RFC 6749 §4.1.2.1, §5.2; OpenID Connect Core 1.0 §3.1.2.6). */
export const oauthErrors: Catalogue = {
  access_denied: {
    title: 'You did not sign in',
    text: 'The sign-in was cancelled, or the app was not given the permission it needs.',
    who: 'you',
    fix: 'Start again whenever you like.',
    action: 'sign-in',
  },
  interaction_required: moreIsNeeded,
  login_required: ended,
  account_selection_required: {
    title: 'It is not clear which account to use',
    text: 'Several accounts are signed in on this browser.',
    who: 'you',
    fix: 'Choose the account that you want to see the forecast with.',
    action: 'other-account',
  },
  consent_required: consentMissing,
  invalid_grant: ended,
  invalid_request: misconfigured,
  invalid_client: misconfigured,
  unauthorized_client: misconfigured,
  unsupported_response_type: misconfigured,
  unsupported_grant_type: misconfigured,
  invalid_scope: {
    ...misconfigured,
    title: 'The app asks for a permission that is not accepted',
    fix: 'Correct `weatherApi.scope` in config.json: it is `{scope}` now, and should be the full name of a scope under “Expose an API” in the registration of the API.',
  },
  invalid_resource: {
    ...misconfigured,
    title: 'The weather service is not known to the sign-in service',
    fix: 'There is no API with the identifier `{apiResource}` in the tenant `{tenant}`. Correct `weatherApi.scope` in config.json, or let an administrator consent there: {adminConsentUrl}',
  },
  invalid_tenant: {
    ...misconfigured,
    title: 'The organisation of this app cannot be found',
    fix: 'There is no tenant `{tenant}`. Correct `authority` in config.json; it is `{authority}` now.',
  },
  server_error: { ...busy, title: passingTitles.signInBroken },
  temporarily_unavailable: busy,
}

/** The `suberror` of Entra, which says more than the `error` that it comes with. */
export const suberrors: Catalogue = {
  bad_token: ended,
  consent_required: consentMissing,
  basic_action: moreIsNeeded,
  additional_action: moreIsNeeded,
  interrupted_user: moreIsNeeded,
  ui_not_allowed: moreIsNeeded,
  user_password_expired: {
    title: 'Your password has expired',
    text: 'The organisation asks for a new password from time to time, and yours is due.',
    who: 'you',
    fix: 'Sign in again: the sign-in page lets you choose a new password.',
    action: 'sign-in',
  },
  message_only: {
    title: 'Your organisation’s rules do not let you in',
    text: 'A rule of your organisation blocks this app for your account, your device or the place you are in.',
    who: 'administrator',
    fix: 'Find the policy in the sign-in log of the tenant `{tenant}`, by the correlation ID below, and adjust it if this person should have access.',
    action: 'other-account',
  },
}
