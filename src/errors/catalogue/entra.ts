import type { Catalogue, CatalogueEntry } from './entry.ts'

// The same text for the user, with different fixes.
function wrongSetUp(title: string, fix: string): CatalogueEntry {
  return {
    title,
    text: 'The settings of the app and the sign-in service do not match. This is not your fault: let the developer of this app know.',
    who: 'developer',
    fix,
    action: 'sign-in',
  }
}

function badRequest(title: string, fix: string): CatalogueEntry {
  return {
    title,
    text: 'The app sent the sign-in service an invalid request. This is not your fault: let the developer of this app know.',
    who: 'developer',
    fix,
    action: 'sign-in',
  }
}

const notSpa = wrongSetUp(
  'This app is registered as a different kind of app',
  'In the app registration `{clientId}`, under Authentication, move `{redirectUri}` from the platform Web to “Single-page application”, and add `{frameRedirectUri}` there.',
)

const parameterMissing = badRequest(
  'The sign-in request was incomplete',
  'The `error_description` of the response, in the network tab of the browser, names the missing parameter. If MSAL sent the request, look for a proxy or a browser extension that rewrites it.',
)

const sessionRevoked: CatalogueEntry = {
  title: 'You need to sign in again',
  text: 'Your session was ended, for example because your password was changed or an administrator signed you out everywhere.',
  who: 'you',
  fix: 'Sign in again to return to this page.',
  action: 'sign-in',
}

const sessionExpired: CatalogueEntry = {
  title: 'Your session has ended',
  text: 'For your security, sessions end after some time.',
  who: 'you',
  fix: 'Sign in again to return to this page.',
  action: 'sign-in',
}

const notRedeemed: CatalogueEntry = {
  title: 'The sign-in could not be completed',
  text: 'The response from the sign-in page does not belong to the latest sign-in of this tab. This happens when sign-in is started twice.',
  who: 'you',
  fix: 'Sign in again, in one tab only.',
  action: 'sign-in',
}

/** About the account, its permissions or a policy. */
const accountErrors: Catalogue = {
  '16000': {
    title: 'It is not clear which account to use',
    text: 'You are signed in with several accounts, and the sign-in page could not tell which one you want to use.',
    who: 'you',
    fix: 'Choose the account that you want to use.',
    action: 'other-account',
    developer:
      'A silent request needs an account or a `login_hint`. Without either, use `prompt=select_account`.',
  },
  '50020': {
    title: 'This account belongs to another organisation',
    text: 'The account that you signed in with is not in the organisation that this app is for.',
    who: 'you',
    fix: 'Use an account of that organisation. If you do not have one, ask its administrator to invite you as a guest.',
    action: 'other-account',
    developer:
      'The account is not in the tenant `{tenant}`. Invite it as a guest, or register the app for accounts in any organisation.',
  },
  '500208': {
    title: 'This kind of account cannot sign in here',
    text: 'The account that you signed in with is for the customers of an organisation, and this sign-in is not.',
    who: 'you',
    fix: 'Use another account.',
    action: 'other-account',
    developer:
      'Accounts of an external tenant sign in through `https://<name>.ciamlogin.com/<tenant id>` alone. The app uses `{authority}`: if it is for customers, correct `authority` in config.json.',
  },
  '50034': {
    title: 'This account was not found',
    text: 'Your organisation has no account with the user name that you entered.',
    who: 'you',
    fix: 'Check the name for typing errors and sign in again. If the name is correct, ask your administrator to add the account.',
    action: 'other-account',
  },
  '50053': {
    title: 'Your account is locked',
    text: 'The sign-in service locks an account for a while, usually after too many attempts with a wrong password.',
    who: 'you',
    fix: 'Wait a few minutes, then sign in again. If the account stays locked, ask your administrator to unlock it.',
    action: 'sign-in',
  },
  '50055': {
    title: 'Your password has expired',
    text: 'Your organisation requires a new password from time to time.',
    who: 'you',
    fix: 'Sign in again. The sign-in page lets you choose a new password.',
    action: 'sign-in',
  },
  '50057': {
    title: 'Your account is disabled',
    text: 'The organisation has disabled the account that you signed in with. Use another account, or ask your administrator.',
    who: 'administrator',
    fix: 'Enable the account in the Microsoft Entra admin centre: Users → the account → Account status.',
    action: 'other-account',
  },
  '50105': {
    title: 'You do not have access to this app',
    text: 'Only accounts that are assigned to this app can use it, and your account is not one of them yet. Ask your administrator for access.',
    who: 'administrator',
    fix: 'Assign the user, or a group they are in, to the app `{clientId}`: Enterprise applications → the app → Users and groups → Add user/group.',
    action: 'other-account',
  },
  '50126': {
    title: 'The user name or the password is wrong',
    text: 'The sign-in page did not accept the user name and the password that you entered.',
    who: 'you',
    fix: 'Sign in again. If you have forgotten your password, reset it on the sign-in page.',
    action: 'sign-in',
  },
  '53000': {
    title: 'This device does not meet your organisation’s rules',
    text: 'Your organisation allows only devices that it manages or that comply with its rules.',
    who: 'you',
    fix: 'Use a device that your organisation manages, or enrol this one in Company Portal. Then sign in again.',
    action: 'sign-in',
    developer:
      'A Conditional Access policy of the tenant `{tenant}` requires a compliant device. The sign-in log there names the policy.',
  },
  '53003': {
    title: 'Your organisation’s rules block this sign-in',
    text: 'Your user name and password are correct, but a rule of your organisation blocks this app for your account, your device or your location. Ask your administrator.',
    who: 'administrator',
    fix: 'Find the blocking Conditional Access policy: search the sign-in log of the tenant `{tenant}` for the correlation ID below. If the user should have access, adjust the policy.',
    action: 'other-account',
  },
  '65001': {
    title: 'The app needs your permission to use the {api}',
    text: 'Before the app can use the {api} on your behalf, you or your administrator must give permission once.',
    who: 'you',
    fix: 'Continue to the sign-in page and accept the permission. If you cannot accept it, copy the message for your administrator.',
    action: 'give-consent',
    developer:
      'Consent to `{scope}` is missing. An administrator can grant it for everyone: {adminConsentUrl}',
  },
  '65004': {
    title: 'You did not accept the permission',
    text: 'Without your permission, the app cannot use the {api} on your behalf. Nothing was changed.',
    who: 'you',
    fix: 'You can start again at any time. If the sign-in page asked for the approval of an administrator, copy the message for your administrator.',
    action: 'give-consent',
    developer: 'An administrator can approve `{scope}` for everyone: {adminConsentUrl}',
  },
  '90094': {
    title: 'An administrator must approve this app first',
    text: 'In your organisation, only administrators can approve the permissions of an app. Ask your administrator to approve this app.',
    who: 'administrator',
    fix: 'To approve the permission `{scope}` for everyone, open this link: {adminConsentUrl}',
    action: 'try-again',
  },
}

/** About sessions, codes and tokens that are no longer valid. */
const sessionErrors: Catalogue = {
  '16002': {
    title: 'This session no longer exists',
    text: 'The app asked for a session that the sign-in service no longer has in this browser.',
    who: 'you',
    fix: 'Sign in again, unless you wanted to sign out.',
    action: 'sign-in',
  },
  '50058': {
    title: 'You are no longer signed in',
    text: 'The sign-in service does not recognise you in this browser. You may have signed out, your session may have ended, or the browser blocks the cookies of the sign-in service on this page.',
    who: 'you',
    fix: 'Sign in again to return to this page.',
    action: 'sign-in',
    developer:
      'A silent request (`prompt=none`) found no session. In a hidden frame, blocked third-party cookies have the same effect. An interactive sign-in fixes both.',
  },
  '50076': {
    title: 'Additional verification is required',
    text: 'Your organisation asks for more than a password here, for example a code on your phone.',
    who: 'you',
    fix: 'Continue to the sign-in page and follow the steps there.',
    action: 'sign-in',
    developer: 'Multifactor authentication is required, so a token cannot be renewed silently.',
  },
  '50079': {
    title: 'You need to set up additional verification',
    text: 'Your organisation asks for more than a password here, and your account is not set up for that yet.',
    who: 'you',
    fix: 'Continue to the sign-in page. It guides you through the set-up.',
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
    text: 'The sign-in service does not accept the latest sign-in of this tab.',
    developer:
      'The code or refresh token is malformed, has expired or was revoked, or was issued to another app.',
  },
  '70008': {
    ...sessionExpired,
    title: 'Your sign-in has expired',
    text: 'The sign-in page or the app was left unused for too long.',
  },
  '70043': {
    ...sessionExpired,
    text: 'Your organisation requires you to sign in again at regular intervals.',
  },
  '160021': {
    ...sessionExpired,
    text: 'The app asked for a session that no longer exists.',
    developer:
      'The `sid` of the request names a session that no longer exists. Send an interactive request without `sid`.',
  },
  '501481': {
    ...notRedeemed,
    developer:
      'The `code_verifier` does not match the authorization request: two tabs shared one storage, or the storage was cleared in between.',
  },
  '700082': sessionExpired,
  '700084': {
    ...sessionExpired,
    text: 'A session in a browser lasts 24 hours at most.',
    developer:
      'Refresh tokens of a single-page app expire after 24 hours, and renewing them does not extend this time. Only a new sign-in starts it again.',
  },
}

/** About how app, API and tenant are registered. */
const registrationErrors: Catalogue = {
  '50011': wrongSetUp(
    'The address of this app is not registered',
    'In the app registration `{clientId}`, under Authentication → Single-page application, add exactly these redirect URIs: `{redirectUri}` and `{frameRedirectUri}`. Upper and lower case matter, and so does the trailing slash.',
  ),
  '50059': wrongSetUp(
    'The app does not name its organisation',
    'Set `authority` in config.json to `https://login.microsoftonline.com/` followed by the tenant ID. The app uses `{authority}`.',
  ),
  '50194': wrongSetUp(
    'The app is registered for one organisation only',
    'Set `authority` in config.json to the app’s own tenant: `https://login.microsoftonline.com/` followed by the tenant ID. The app uses `{authority}`. Or register the app for accounts in any organisation.',
  ),
  '90002': wrongSetUp(
    'The organisation of this app cannot be found',
    'There is no tenant `{tenant}`. Correct `authority` in config.json. The app uses `{authority}`. The Directory (tenant) ID is on the Overview page of the app registration. National clouds have other hosts.',
  ),
  '90009': wrongSetUp(
    'The app and the {api} share one registration',
    'The app `{clientId}` requests a token for itself. Register the API as a separate application and set `{apiKey}.scope` in config.json to its scope. The app requests `{scope}`.',
  ),
  '500011': wrongSetUp(
    'The {api} is not known to this organisation',
    'The tenant `{tenant}` has no application with the identifier `{apiResource}`. Correct `{apiKey}.scope` in config.json, or ask an administrator to create the API’s service principal in that tenant by opening this link: {adminConsentUrl}',
  ),
  '650052': wrongSetUp(
    'The {api} is not set up in this organisation',
    'The tenant `{tenant}` has no service principal for `{apiResource}`. An administrator creates it by opening this link: {adminConsentUrl}',
  ),
  '650053': wrongSetUp(
    'The app requests a permission that does not exist',
    'The API does not expose `{scope}`. Add the scope in the registration of the API, under “Expose an API”, or correct `{apiKey}.scope` in config.json.',
  ),
  '650056': wrongSetUp(
    'The app’s registration lacks a permission',
    'In the app registration `{clientId}`, under API permissions, add the delegated permission `{scope}`.',
  ),
  '650057': wrongSetUp(
    'The app’s registration does not list the {api}',
    'In the app registration `{clientId}`, under API permissions, add the delegated permission `{scope}`.',
  ),
  '700016': wrongSetUp(
    'This app is not known to the organisation',
    'The tenant `{tenant}` has no app `{clientId}`. Correct `clientId` or `authority` in config.json; both are on the Overview page of the app registration. If the app belongs to another tenant, an administrator of this tenant must consent first: {adminConsentUrl}',
  ),
  '700025': wrongSetUp(
    'The app sent a secret',
    'A single-page app is a public client: send neither `client_secret` nor `client_assertion`. If a proxy adds one, remove it there.',
  ),
  '700038': wrongSetUp(
    'The application ID of this app is missing',
    'The identifier `{clientId}` is a placeholder. Set `clientId` in config.json to the Application (client) ID from the Overview page of the app registration.',
  ),
  '700054': wrongSetUp(
    'The app used a sign-in method that is disabled',
    'Use `response_type=code`. The implicit grant (`id_token`, `token`) is disabled in the app registration `{clientId}` and should stay disabled.',
  ),
  '7000218': notSpa,
  '9002326': notSpa,
  '9002327': wrongSetUp(
    'The sign-in was completed outside the browser',
    'Only a browser can redeem a code that was sent to a redirect URI of the platform “Single-page application”, because a browser sends the `Origin` header. If there is a proxy in front of the token endpoint, let that header through.',
  ),
}

/** About a single request. */
const requestErrors: Catalogue = {
  '28000': badRequest(
    'The app requested two services at once',
    'An access token is for one API. Request the scopes of one API at a time; here that is `{scope}`.',
  ),
  '50147': badRequest(
    'The sign-in request was not valid',
    'The `code_challenge` must be 43 to 128 characters long (RFC 7636 §4.2). MSAL creates a valid one: look for a proxy or a browser extension that rewrites the request.',
  ),
  '50196': badRequest(
    'The app sent too many requests',
    'The sign-in service detected a loop of requests from `{clientId}` and stopped it. Cache tokens, and show an error page after a failed silent request instead of sending another one.',
  ),
  '70003': badRequest(
    'The app used a sign-in method that is not supported',
    'A single-page app uses only the grants `authorization_code` and `refresh_token`.',
  ),
  '70011': badRequest(
    'The app requested a malformed permission',
    'Correct `{apiKey}.scope` in config.json. It should look like `api://<API client id>/access_as_user`, but the app requests `{scope}`.',
  ),
  '90014': parameterMissing,
  '90023': badRequest(
    'The sign-in request contained an unknown value',
    'A parameter, often `prompt`, has an unsupported value. The `error_description` of the response, in the network tab of the browser, names it.',
  ),
  '900144': parameterMissing,
  '501491': badRequest(
    'The sign-in request was not valid',
    'Send `code_challenge_method=S256` and the hash of a verifier of 43 to 128 characters (RFC 7636 §4.2).',
  ),
  '9002313': badRequest(
    'The sign-in service could not read the request',
    'The request is malformed: check how its parameters are encoded. If MSAL sent it, look for a proxy or a browser extension that rewrites it.',
  ),
  '9002332': wrongSetUp(
    'This app is not for personal accounts',
    'The app registration `{clientId}` does not allow personal Microsoft accounts. Set `authority` in config.json to that of the tenant, not to `consumers`.',
  ),
  '9002325': badRequest(
    'The sign-in request was not secure enough',
    'Use the authorization code grant with PKCE: a `code_challenge` in the authorization request, its `code_verifier` in the token request (RFC 7636).',
  ),
}

/** By the number after `AADSTS`. The number selects texts only, because Microsoft may renumber. */
export const entraErrors: Catalogue = {
  ...accountErrors,
  ...sessionErrors,
  ...registrationErrors,
  ...requestErrors,
}
