import type { Catalogue } from './entry.ts'

/** Codes that src/auth gives where neither OAuth nor MSAL has one. */
export const ownErrors: Catalogue = {
  sign_in_unfinished: {
    title: 'Signing in was not finished',
    text: 'You are back, but the sign-in page has not said who you are. You may have come back by yourself, or the page showed an error.',
    who: 'you',
    fix: 'Sign in again. If the sign-in page shows an error instead, type its number below.',
    action: 'sign-in',
  },
  response_refused: {
    title: 'That sign-in was not accepted',
    text: 'The answer does not belong to a sign-in that was started here. It may come from an old link, from the browser history, or from someone who tries to mislead you.',
    who: 'you',
    fix: 'Start again from this page.',
    action: 'sign-in',
    developer:
      'The response repeats a parameter, has a foreign `iss` or no `state`, or has a `state` that this tab did not send.',
  },
  consent_refused: {
    title: 'The permission was not granted',
    text: 'The sign-in service reports that the request was cancelled or refused.',
    who: 'administrator',
    fix: 'Grant the permission `{scope}` for everyone by opening {adminConsentUrl}',
    action: 'sign-in',
  },
  id_token_refused: {
    title: 'That sign-in was not meant for this app',
    text: 'The answer of the sign-in service is for another app or another organisation, or it has expired. The app discarded it.',
    who: 'developer',
    fix: 'A claim of the ID token does not match: `aud` must be `{clientId}`, `iss` and `tid` must belong to `{authority}`, and `exp` must be in the future. The details say which one. Correct clientId and authority in config.json; if it is `exp`, correct the clock of the device.',
    action: 'sign-in',
  },
  other_account: {
    title: 'The answer was for another account',
    text: 'The sign-in service answered for another person than the one who is signed in here. The app discarded the answer.',
    who: 'you',
    fix: 'Sign in again with the account that you want to use.',
    action: 'other-account',
  },
  account_forgotten: {
    title: 'You have been signed out',
    text: 'You signed out in another tab, this tab changed to another account, or the data of this site was cleared.',
    who: 'you',
    fix: 'Sign in again. You come back to this page.',
    action: 'sign-in',
    developer:
      'The account of a request was no longer the active one when its token arrived. The app discarded the token.',
  },
  storage_unavailable: {
    title: 'The browser blocks what signing in needs',
    text: 'During the sign-in the app has to store a few things in this tab, and your browser does not allow it: storage for this site is blocked, or it is full.',
    who: 'you',
    fix: 'Allow cookies and site data for this site in the settings of your browser, or leave its strictest private mode, then try again.',
    action: 'try-again',
    developer:
      '`sessionStorage` of `{origin}` throws. Neither tokens nor the state of a sign-in can be stored.',
  },
}

/** What can go wrong with the files and addresses of the app itself. */
export const appErrors: Catalogue = {
  'chunk-missing': {
    title: 'A part of the app could not be loaded',
    text: 'A new version may just have been published, or the connection was lost.',
    who: 'you',
    fix: 'Load the page again.',
    action: 'reload',
    developer:
      'A script of this version is no longer on the host. After a deployment, keep the files of the previous version for a while, and send index.html with `Cache-Control: no-cache`.',
  },
  'config-unreachable': {
    title: 'The app could not be loaded completely',
    text: 'Its settings did not arrive. The host of the app may be down, or your device may have lost its connection.',
    who: 'nobody',
    fix: 'Check your connection and load the page again.',
    action: 'reload',
    developer: '`{redirectUri}config.json` did not answer in time.',
  },
  'not-found': {
    title: 'There is no such page',
    text: 'The address may be mistyped, or the page has moved.',
    who: 'you',
    fix: 'Check the address, or go to the {home}.',
    action: 'go-home',
  },
  unknown: {
    title: 'Something went wrong',
    text: 'This is a fault of the app and not yours. Trying again often helps.',
    who: 'developer',
    fix: 'This failure is not in the catalogue. See the console and the details below.',
    action: 'try-again',
  },
  'unknown-sign-in': {
    title: 'Signing in did not work',
    text: 'This app does not know the reason.',
    who: 'unclear',
    fix: 'Try again. If this keeps happening, send the details below to the support of this app.',
    action: 'sign-in',
    developer:
      'The details have the code. It is an `error` of the sign-in service or an `errorCode` of MSAL; the console may say more.',
  },
  'unknown-number': {
    title: 'Signing in did not work',
    text: 'The sign-in service refused it, and this app does not know the reason.',
    who: 'unclear',
    fix: 'Try another account, if you have one. Otherwise send the details below to the support of this app.',
    action: 'other-account',
  },
}
