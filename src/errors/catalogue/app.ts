import type { Catalogue } from './entry.ts'

/** By code of `src/auth`, for errors that have no code in OAuth or MSAL. */
export const authErrors: Catalogue = {
  sign_in_unfinished: {
    title: 'Sign-in was not finished',
    text: 'You returned before sign-in finished, or the sign-in page showed an error.',
    who: 'you',
    fix: 'Sign in again. If the sign-in page shows an error, type its number below.',
    action: 'sign-in',
  },
  response_refused: {
    title: 'This sign-in was not accepted',
    text: 'The response does not belong to a sign-in that you started here. It may come from an old link, from the browser history, or from someone who is trying to deceive you.',
    who: 'you',
    fix: 'Sign in again from this page.',
    action: 'sign-in',
    developer:
      'The response repeats a parameter, has the wrong `iss`, has no `state`, or has a `state` that this tab did not send.',
  },
  consent_refused: {
    title: 'The permission was not granted',
    text: 'The sign-in service reports that the request was cancelled or declined.',
    who: 'administrator',
    fix: 'To grant the permission `{scope}` for everyone, open this link: {adminConsentUrl}',
    action: 'sign-in',
  },
  id_token_refused: {
    title: 'This sign-in was not meant for this app',
    text: 'The response from the sign-in service is for another app or another organisation, or it has expired. The app discarded it. Let the developer of this app know.',
    who: 'developer',
    fix: 'A claim of the ID token does not match: `aud` must be `{clientId}`, `iss` and `tid` must belong to `{authority}`, and `exp` must be in the future. The details say which claim it is. For `exp`, correct the clock of the device. For the others, correct clientId and authority in config.json.',
    action: 'sign-in',
  },
  other_account: {
    title: 'The response was for another account',
    text: 'The sign-in service responded for a different account from the one that is signed in here. The app discarded the response.',
    who: 'you',
    fix: 'Sign in again with the account that you want to use.',
    action: 'other-account',
  },
  account_forgotten: {
    title: 'You have been signed out',
    text: 'You signed out in another tab, this tab switched to another account, or the data of this site was cleared.',
    who: 'you',
    fix: 'Sign in again to return to this page.',
    action: 'sign-in',
    developer:
      'The account of a request was no longer the active one when its token arrived. The app discarded the token.',
  },
  storage_unavailable: {
    title: 'Your browser does not let the app store data',
    text: 'To sign you in, the app has to store data in this tab. Storage for this site is blocked, or it is full.',
    who: 'you',
    fix: 'Allow cookies and site data for this site in your browser’s settings, or leave its strictest private mode. Then try again.',
    action: 'try-again',
    developer:
      '`sessionStorage` of `{origin}` throws. Neither tokens nor the state of a sign-in can be stored.',
  },
}

/** Errors of the app itself: its files, configuration and URLs, and unknown errors. */
export const appErrors: Catalogue = {
  'chunk-missing': {
    title: 'Part of the app could not be loaded',
    text: 'A new version may have been published, or your connection was lost.',
    who: 'you',
    fix: 'Reload the page.',
    action: 'reload',
    developer:
      'A script of this version is no longer on the host. After a deployment, keep the files of the previous version for a while, and send index.html with `Cache-Control: no-cache`.',
  },
  'config-unreachable': {
    title: 'The settings of the app could not be loaded',
    text: 'The server of the app may be down, or your device may have lost its connection.',
    who: 'nobody',
    fix: 'Check your connection and reload the page.',
    action: 'reload',
    developer:
      'The host did not deliver `{redirectUri}config.json`: it is out of reach, too slow, or responds with an error that is usually temporary.',
  },
  'not-found': {
    title: 'Page not found',
    text: 'The address may be mistyped, or the page may have moved.',
    who: 'you',
    fix: 'Check the address, or go to the {home}.',
    action: 'go-home',
  },
  'missing-role': {
    title: 'You do not have access to this page',
    text: 'Only people with the role {role} can open it. An administrator of your organisation assigns roles.',
    who: 'administrator',
    fix: 'To assign the user the role `{role}` in Entra, open Enterprise applications, then the application `{clientId}`, then Users and groups.',
    action: 'try-again',
    developer:
      'The `roles` claim of the ID token does not have the role. A role belongs to one app registration: the ID token has those of the single-page app, and the access token those of the API.',
  },
  'missing-group': {
    title: 'You do not have access to this page',
    text: 'Only members of a certain group can open it. An administrator of your organisation manages its members.',
    who: 'administrator',
    fix: 'Add the user to the group with the object ID `{group}`.',
    action: 'try-again',
    developer:
      'The `groups` claim of the ID token does not have the group. Under Token configuration of the app registration `{clientId}`, the groups claim must be part of the ID token.',
  },
  'too-many-groups': {
    title: 'The app cannot see your groups',
    text: 'Only members of a certain group can open this page. Your account is in so many groups that the sign-in service does not list them. Let the developer of this app know.',
    who: 'developer',
    fix: 'The ID token of the user has no groups, because they are too many (overage). Require an app role instead of the group, or limit the groups claim of the app registration `{clientId}` to the groups that are assigned to the application.',
    action: 'go-home',
    developer:
      'Microsoft Graph can tell whether the user is in the group `{group}`: `POST /me/checkMemberGroups`.',
  },
  unknown: {
    title: 'Something went wrong',
    text: 'The app ran into an unexpected error. This is not your fault, and trying again often helps.',
    who: 'developer',
    fix: 'This error is not in the catalogue of the app. Check the console and the details below.',
    action: 'try-again',
  },
  'unknown-sign-in': {
    title: 'Sign-in failed',
    text: 'The app does not know the reason.',
    who: 'unclear',
    fix: 'Try again. If this keeps happening, send the details below to support.',
    action: 'sign-in',
    developer:
      'The details name the code. It is an `error` of the sign-in service or an `errorCode` of MSAL. The console may say more.',
  },
  'unknown-number': {
    title: 'Sign-in failed',
    text: 'The sign-in service rejected your sign-in, and the app does not know the reason.',
    who: 'unclear',
    fix: 'If you have another account, try that one. Otherwise, send the details below to support.',
    action: 'other-account',
  },
}
