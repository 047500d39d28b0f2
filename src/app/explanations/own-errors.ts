import type { Catalogue } from './catalogue-entry.ts'

/** Codes of this app: see `OwnCode` in src/auth/authentication-error.ts. */
export const ownErrors: Catalogue = {
  sign_in_unfinished: {
    title: 'Signing in was not finished',
    text: 'You are back, but the sign-in page has not said who you are. You may have come back on your own, or the page showed an error.',
    who: 'you',
    fix: 'Sign in again. If the sign-in page shows an error instead, type its number below.',
    action: 'sign-in',
  },
  response_refused: {
    title: 'That sign-in was not accepted',
    text: 'The answer does not belong to a sign-in that was begun here. It may come from an old link, from the history of the browser, or from someone who wants to mislead you.',
    who: 'you',
    fix: 'Start again from this page.',
    action: 'sign-in',
    developer:
      'The response has a parameter twice, a foreign `iss`, no `state`, or one that this tab has not sent.',
  },
  id_token_refused: {
    title: 'That sign-in was not meant for this app',
    text: 'The answer of the sign-in service is for another app or another organisation, or it is out of date. It was thrown away.',
    who: 'developer',
    fix: 'A claim of the ID token does not fit: `aud` must be `{clientId}`, `iss` and `tid` must belong to `{authority}`, `exp` must lie ahead. The details say which. Correct clientId and authority in config.json; if it is `exp`, set the clock of the device.',
    action: 'sign-in',
  },
  other_account: {
    title: 'The answer was for another account',
    text: 'The sign-in service answered for somebody else than the person signed in here. The answer was thrown away.',
    who: 'you',
    fix: 'Sign in again with the account that you want to use.',
    action: 'other-account',
  },
  storage_unavailable: {
    title: 'The browser blocks what signing in needs',
    text: 'While you sign in, the app has to remember a few things in this tab, and your browser does not let it: storage for this site is blocked, or it is full.',
    who: 'you',
    fix: 'Allow cookies and site data for this site in the settings of your browser, or leave its strictest private mode, then try again.',
    action: 'try-again',
    developer:
      '`sessionStorage` of `{origin}` throws. No token can be kept, nor the state of a sign-in.',
  },
}

/** What can go wrong with the files of the app itself. */
export const appErrors: Catalogue = {
  'part-missing': {
    title: 'A part of the app could not be loaded',
    text: 'A new version may just have been published, or the connection broke off.',
    who: 'you',
    fix: 'Load the page again.',
    action: 'reload',
    developer:
      'A script of this version is not on the host any more. Keep the files of the last version for a while after a deployment, and send index.html with `Cache-Control: no-cache`.',
  },
  'config-unreachable': {
    title: 'The app could not be loaded completely',
    text: 'Its settings did not arrive. The host of the app may be down, or the connection of this device is.',
    who: 'nobody',
    fix: 'Check your connection and load the page again.',
    action: 'reload',
    developer: '`{origin}/config.json` got no answer in time.',
  },
  'not-found': {
    title: 'There is no such page',
    text: 'The address may have been mistyped, or the page has moved.',
    who: 'you',
    fix: 'Check the address, or begin with the forecast.',
    action: 'go-home',
  },
  unknown: {
    title: 'Something went wrong',
    text: 'This is a fault of the app and not yours. Trying again often helps.',
    who: 'developer',
    fix: 'This failure is not in the catalogue. The console and the details below say more.',
    action: 'try-again',
  },
  'unknown-sign-in': {
    title: 'Signing in did not work',
    text: 'The sign-in service gave a reason that this app does not know.',
    who: 'you',
    fix: 'Try again. If it stays so, send the details below to whoever runs the app.',
    action: 'sign-in',
    developer: 'Microsoft explains each number of Entra: https://login.microsoftonline.com/error',
  },
}
