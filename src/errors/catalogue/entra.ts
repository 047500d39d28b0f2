import type { Catalogue, CatalogueEntry } from './entry.ts'

// The text for the person is always the same; the fix is not.
function wrongSetUp(title: string, fix: string): CatalogueEntry {
  return {
    title,
    text: 'This is not your fault, and you cannot change it: the app and the sign-in service are configured differently.',
    who: 'developer',
    fix,
    action: 'sign-in',
  }
}

function badRequest(title: string, fix: string): CatalogueEntry {
  return {
    title,
    text: 'This is not your fault: the app sent the sign-in service a wrong request.',
    who: 'developer',
    fix,
    action: 'sign-in',
  }
}

const notSpa = wrongSetUp(
  'The address of this app is registered for another kind of app',
  'In the app registration `{clientId}`, under Authentication, remove `{redirectUri}` from the platform Web and add it, and `{frameRedirectUri}`, under “Single-page application”.',
)

const parameterMissing = badRequest(
  'The sign-in request was incomplete',
  'The `error_description` of the answer, in the network tab of the browser, names the missing parameter. If MSAL sent the request, look for a proxy or an extension that rewrites it.',
)

const sessionRevoked: CatalogueEntry = {
  title: 'You need to sign in again',
  text: 'Your session was ended, for example because the password was changed or an administrator signed you out everywhere.',
  who: 'you',
  fix: 'Sign in again. You come back to this page.',
  action: 'sign-in',
}

const sessionExpired: CatalogueEntry = {
  title: 'Your session has ended',
  text: 'For security, a session ends after some time, and yours has.',
  who: 'you',
  fix: 'Sign in again. You come back to this page.',
  action: 'sign-in',
}

const notRedeemed: CatalogueEntry = {
  title: 'The sign-in could not be completed',
  text: 'The answer of the sign-in page does not belong to the last sign-in that this tab started. This happens when a sign-in is started twice.',
  who: 'you',
  fix: 'Sign in once more, in one tab.',
  action: 'sign-in',
}

/** About the account, its permissions or a policy. */
const accountErrors: Catalogue = {
  '16000': {
    title: 'It is not clear which account to use',
    text: 'Several accounts are signed in on this browser, and the sign-in page could not tell which one you meant.',
    who: 'you',
    fix: 'Choose the account that you want to use.',
    action: 'other-account',
    developer:
      'A silent request needs an account or a `login_hint`; without either, use `prompt=select_account`.',
  },
  '50020': {
    title: 'This account belongs to another organisation',
    text: 'The organisation of this app does not know the account that you signed in with.',
    who: 'you',
    fix: 'Use an account of the organisation. If you have none, ask its administrator to invite you as a guest.',
    action: 'other-account',
    developer:
      'The account is not in the tenant `{tenant}`. Invite it as a guest, or register the app for accounts in any organisation.',
  },
  '50034': {
    title: 'This account was not found',
    text: 'The organisation has no account with the name that you signed in with.',
    who: 'you',
    fix: 'Check the name for a typo and sign in again. If it is right, ask your administrator to add the account.',
    action: 'other-account',
  },
  '50053': {
    title: 'Your account is locked',
    text: 'The sign-in service has locked it for a while, usually after too many attempts with a wrong password.',
    who: 'you',
    fix: 'Wait a few minutes and sign in again. If the account stays locked, your administrator can unlock it.',
    action: 'sign-in',
  },
  '50055': {
    title: 'Your password has expired',
    text: 'Your organisation requires a new password from time to time.',
    who: 'you',
    fix: 'Sign in again: the sign-in page lets you choose a new password.',
    action: 'sign-in',
  },
  '50057': {
    title: 'Your account is disabled',
    text: 'The organisation has disabled the account that you signed in with.',
    who: 'administrator',
    fix: 'Enable the account in the Microsoft Entra admin centre: Users → the account → Account status.',
    action: 'other-account',
  },
  '50105': {
    title: 'You do not have access to this app',
    text: 'Your account is fine, but only people who are assigned to the app can use it, and you are not one of them yet.',
    who: 'administrator',
    fix: 'Assign the person, or a group they are in, to the app `{clientId}`: Enterprise applications → the app → Users and groups → Add user/group.',
    action: 'other-account',
  },
  '50126': {
    title: 'The user name or the password was wrong',
    text: 'The sign-in page did not accept what was entered.',
    who: 'you',
    fix: 'Sign in again. If you do not remember the password, the sign-in page can reset it.',
    action: 'sign-in',
  },
  '53000': {
    title: 'This device does not meet your organisation’s rules',
    text: 'Your organisation lets in only devices that it manages or that comply with its rules.',
    who: 'you',
    fix: 'Use a device that your organisation manages, or enrol this one in Company Portal, then sign in again.',
    action: 'sign-in',
    developer:
      'A Conditional Access policy of the tenant `{tenant}` requires a compliant device. The sign-in log there names the policy.',
  },
  '53003': {
    title: 'Your organisation’s rules do not let you in from here',
    text: 'You signed in correctly, but a rule of your organisation blocks this app for your account, your device or your location.',
    who: 'administrator',
    fix: 'Find the blocking Conditional Access policy in the sign-in log of the tenant `{tenant}`, by the correlation ID below, and adjust it if this person should have access.',
    action: 'other-account',
  },
  '65001': {
    title: 'The app has no permission to use the {api} for you',
    text: 'Before the app can access the {api} on your behalf, you or your administrator have to agree once.',
    who: 'you',
    fix: 'Continue to the sign-in page and accept the permission. If you are not allowed to, copy the message for your administrator.',
    action: 'give-consent',
    developer:
      'There is no consent to `{scope}`. An administrator can grant it for everyone: {adminConsentUrl}',
  },
  '65004': {
    title: 'You did not grant the app its permission',
    text: 'The app works only if it may access the {api} on your behalf. Nothing was changed.',
    who: 'you',
    fix: 'You can start again at any time. Accept the permission when you are asked.',
    action: 'give-consent',
  },
  '90094': {
    title: 'An administrator must approve this app first',
    text: 'In your organisation only administrators can agree to the permissions of an app.',
    who: 'administrator',
    fix: 'Approve the permission `{scope}` for everyone by opening {adminConsentUrl}',
    action: 'try-again',
  },
}

/** About sessions, codes and tokens that are no longer valid. */
const sessionErrors: Catalogue = {
  '16002': {
    title: 'That session no longer exists',
    text: 'The app asked for a session that the sign-in service does not have in this browser.',
    who: 'you',
    fix: 'Sign in again, unless you wanted to sign out.',
    action: 'sign-in',
  },
  '50058': {
    title: 'You are no longer signed in',
    text: 'The sign-in service does not recognise you in this browser. You may have signed out, your session there may be over, or the browser blocks its cookies on this page.',
    who: 'you',
    fix: 'Sign in again. You come back to this page.',
    action: 'sign-in',
    developer:
      'A silent request (`prompt=none`) found no session. In a hidden frame, blocked third-party cookies look the same. An interactive sign-in fixes both.',
  },
  '50076': {
    title: 'Additional verification is required',
    text: 'Your organisation asks for more than a password here, such as a code on your phone.',
    who: 'you',
    fix: 'Continue to the sign-in page and follow its steps.',
    action: 'sign-in',
    developer: 'Multifactor authentication is required, so a token cannot be renewed silently.',
  },
  '50079': {
    title: 'Additional verification has to be set up',
    text: 'Your organisation asks for more than a password here, and your account has nothing set up for that yet.',
    who: 'you',
    fix: 'Continue to the sign-in page: it leads you through the set-up.',
    action: 'sign-in',
  },
  '50132': sessionRevoked,
  '50133': sessionRevoked,
  '50173': sessionRevoked,
  '54005': {
    ...notRedeemed,
    developer:
      'The authorization code was redeemed twice. Handle the redirect once, in one MSAL instance.',
  },
  '70000': {
    ...notRedeemed,
    text: 'The sign-in service did not accept what this tab has from its last sign-in.',
    developer:
      'The code or refresh token is malformed, has expired or was revoked, or was issued to another app.',
  },
  '70008': {
    ...sessionExpired,
    title: 'The sign-in has expired',
    text: 'Too much time has passed since the sign-in page or the app was last used.',
  },
  '70043': {
    ...sessionExpired,
    text: 'Your organisation asks you to sign in again at regular intervals.',
  },
  '160021': {
    ...sessionExpired,
    text: 'The session that the app asked for no longer exists.',
    developer:
      'The `sid` of the request names a session that no longer exists. Send an interactive request without `sid`.',
  },
  '501481': {
    ...notRedeemed,
    developer:
      'The `code_verifier` does not match the authorization request: two tabs shared one storage, or it was cleared in between.',
  },
  '700082': sessionExpired,
  '700084': {
    ...sessionExpired,
    text: 'A session in a browser lasts 24 hours, and yours is over.',
    developer:
      'Refresh tokens of a single-page app expire after 24 hours, and a renewed one keeps the expiry. Only a sign-in gives a fresh one.',
  },
}

/** About how app, API and tenant are registered. */
const registrationErrors: Catalogue = {
  '50011': wrongSetUp(
    'The address of this app is not registered',
    'In the app registration `{clientId}`, under Authentication → Single-page application, add exactly these redirect URIs: `{redirectUri}` and `{frameRedirectUri}`. Case counts, and so does the trailing slash.',
  ),
  '50059': wrongSetUp(
    'The app does not say which organisation it belongs to',
    'Set `authority` in config.json to `https://login.microsoftonline.com/` and the tenant ID. It is `{authority}` now.',
  ),
  '50194': wrongSetUp(
    'The app is registered for one organisation, but asks all of them',
    'Set `authority` in config.json to the app’s own tenant, `https://login.microsoftonline.com/` and the tenant ID; it is `{authority}` now. Or register the app for accounts in any organisation.',
  ),
  '90002': wrongSetUp(
    'The organisation of this app cannot be found',
    'There is no tenant `{tenant}`. Correct `authority` in config.json, which is `{authority}` now: the Directory (tenant) ID is on the Overview page of the app registration. National clouds have other hosts.',
  ),
  '90009': wrongSetUp(
    'The app and the {api} share one registration',
    'The app `{clientId}` requests a token for itself. Register the API as an application of its own and set `{apiKey}.scope` in config.json to its scope; it is `{scope}` now.',
  ),
  '500011': wrongSetUp(
    'The {api} is not known to this organisation',
    'The tenant `{tenant}` has no application with the identifier `{apiResource}`. Correct `{apiKey}.scope` in config.json, or create the API’s service principal in that tenant: an administrator can by opening {adminConsentUrl}',
  ),
  '650052': wrongSetUp(
    'The {api} is not set up in this organisation',
    'The tenant `{tenant}` has no service principal for `{apiResource}`. An administrator creates it by opening {adminConsentUrl}',
  ),
  '650053': wrongSetUp(
    'The app asks for a permission that does not exist',
    'The API does not expose `{scope}`. Add the scope in the registration of the API under “Expose an API”, or correct `{apiKey}.scope` in config.json.',
  ),
  '650056': wrongSetUp(
    'A permission is missing in the registration of this app',
    'In the app registration `{clientId}`, under API permissions, add the delegated permission `{scope}`.',
  ),
  '650057': wrongSetUp(
    'The {api} is missing in the registration of this app',
    'In the app registration `{clientId}`, under API permissions, add the delegated permission `{scope}`.',
  ),
  '700016': wrongSetUp(
    'This app is not known to the organisation',
    'The tenant `{tenant}` has no app `{clientId}`. Correct `clientId` or `authority` in config.json; both are on the Overview page of the app registration. If the app belongs to another tenant, an administrator of this one has to consent first: {adminConsentUrl}',
  ),
  '700025': wrongSetUp(
    'The app sent a secret',
    'A single-page app is a public client: send neither `client_secret` nor `client_assertion`. If a proxy adds one, remove it there.',
  ),
  '700054': wrongSetUp(
    'The app used a sign-in method that is disabled',
    'Use `response_type=code`. The implicit grant (`id_token`, `token`) is disabled in the app registration `{clientId}` and should stay disabled.',
  ),
  '7000218': notSpa,
  '9002326': notSpa,
  '9002327': wrongSetUp(
    'The sign-in was completed outside the browser',
    'Only a browser can redeem a code that was sent to a redirect URI of the platform “Single-page application”, because it sends an `Origin` header. If a proxy stands in front of the token endpoint, let that header through.',
  ),
}

/** About a single request. */
const requestErrors: Catalogue = {
  '28000': badRequest(
    'The app asked for two services at once',
    'An access token is for one API. Request the scopes of one API at a time; here that is `{scope}`.',
  ),
  '50147': badRequest(
    'The sign-in lacked a valid proof key',
    'The `code_challenge` must be 43 to 128 characters long (RFC 7636 §4.2). MSAL makes a valid one: look for a proxy or an extension that rewrites the request.',
  ),
  '50196': badRequest(
    'The app sent too many requests',
    'The sign-in service detected a loop of requests from `{clientId}` and stopped it. Keep tokens in the cache, and show an error page after a failed silent request instead of sending another one.',
  ),
  '70003': badRequest(
    'The app used a sign-in method that is not supported',
    'A single-page app uses only the grants `authorization_code` and `refresh_token`.',
  ),
  '70011': badRequest(
    'The app asked for a permission with a malformed name',
    'Correct `{apiKey}.scope` in config.json. It is `{scope}` now, and should look like `api://<API client id>/access_as_user`.',
  ),
  '90014': parameterMissing,
  '90023': badRequest(
    'The sign-in request contained an unknown value',
    'A parameter, often `prompt`, has an unsupported value. The `error_description` of the answer, in the network tab of the browser, names it.',
  ),
  '900144': parameterMissing,
  '501491': badRequest(
    'The sign-in lacked a valid proof key',
    'Send `code_challenge_method=S256` and the hash of a verifier of 43 to 128 characters (RFC 7636 §4.2).',
  ),
  '9002313': badRequest(
    'The sign-in service could not read the request',
    'The request is malformed: check how its parameters are encoded. If MSAL sent it, look for a proxy or an extension that rewrites it.',
  ),
  '9002325': badRequest(
    'The sign-in lacked its proof key',
    'Use the authorization code grant with PKCE: a `code_challenge` in the authorization request, its `code_verifier` in the token request (RFC 7636).',
  ),
}

/** By the number after `AADSTS`. Microsoft may renumber: the number chooses texts and nothing else. */
export const entraErrors: Catalogue = {
  ...accountErrors,
  ...sessionErrors,
  ...registrationErrors,
  ...requestErrors,
}
