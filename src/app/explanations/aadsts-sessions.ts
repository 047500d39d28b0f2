import type { Catalogue } from './catalogue-entry.ts'

const passwordChanged = {
  title: 'You have to sign in again',
  text: 'Your session was ended, for example because the password was changed or an administrator signed you out everywhere.',
  who: 'you',
  fix: 'Sign in again. You come back to this page.',
  action: 'sign-in',
} as const

const tooOld = {
  title: 'Your session has ended',
  text: 'For safety a session ends after a while, and this one has.',
  who: 'you',
  fix: 'Sign in again. You come back to this page.',
  action: 'sign-in',
} as const

const notStored = {
  title: 'That sign-in did not fit together',
  text: 'The answer of the sign-in page does not belong to the last sign-in that this tab began. It happens when a sign-in is begun twice.',
  who: 'you',
  fix: 'Sign in once more, in one tab.',
  action: 'sign-in',
} as const

/** Numbers of Entra that are about sessions, codes and tokens that are no longer good. */
export const aadstsOfSessions: Catalogue = {
  '16002': {
    title: 'You are signed out already',
    text: 'The session that was to be ended does not exist any more. There is nothing left to do.',
    who: 'nobody',
    fix: 'You can close this page, or sign in again.',
    action: 'sign-in',
  },
  '50058': {
    title: 'You are not signed in any more',
    text: 'The sign-in service does not know you in this browser: you signed out, or the browser blocks its cookies on this page.',
    who: 'you',
    fix: 'Sign in again. You come back to this page.',
    action: 'sign-in',
    developer:
      'A silent request (`prompt=none`) found no session. In a hidden frame that is also what blocked third-party cookies look like. The remedy is an interactive sign-in.',
  },
  '50076': {
    title: 'A second proof of who you are is needed',
    text: 'Your organisation asks for more than a password here, such as a code on your phone.',
    who: 'you',
    fix: 'Continue to the sign-in page and follow its steps.',
    action: 'sign-in',
    developer: 'Multifactor authentication is required; a token cannot be renewed silently.',
  },
  '50079': {
    title: 'A second proof of who you are has to be set up',
    text: 'Your organisation asks for more than a password here, and your account has nothing set up for it yet.',
    who: 'you',
    fix: 'Continue to the sign-in page: it leads you through the set-up.',
    action: 'sign-in',
  },
  '50132': passwordChanged,
  '50133': passwordChanged,
  '50173': passwordChanged,
  '54005': {
    ...notStored,
    developer:
      'The authorization code was redeemed twice. Handle the redirect once, in one MSAL instance.',
  },
  '70000': {
    ...notStored,
    developer: 'The code or refresh token is malformed, or was issued to another app.',
  },
  '70008': {
    ...tooOld,
    title: 'The sign-in took too long',
    text: 'More time passed during the sign-in than is allowed.',
  },
  '70043': {
    ...tooOld,
    text: 'Your organisation asks you to sign in anew at regular times, and it is time.',
  },
  '160021': {
    ...tooOld,
    developer:
      'The `sid` of the request names a session that is gone. Ask interactively, without `sid`.',
  },
  '501481': {
    ...notStored,
    developer:
      'The `code_verifier` is not the one of the authorization request: two tabs shared one storage, or it was cleared in between.',
  },
  '700082': tooOld,
  '700084': {
    ...tooOld,
    text: 'A session in a browser lasts for 24 hours, and yours is over.',
    developer:
      'Refresh tokens of a single-page app live for 24 hours, and a new one inherits the end. Only a sign-in gives a fresh one.',
  },
}
