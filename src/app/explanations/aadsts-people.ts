import type { Catalogue } from './catalogue-entry.ts'

/** Numbers of Entra that are about the account, its permissions or a policy. */
export const aadstsOfPeople: Catalogue = {
  '16000': {
    title: 'It is not clear which account to use',
    text: 'Several accounts are signed in on this browser, and the sign-in page could not tell which one you meant.',
    who: 'you',
    fix: 'Choose the account that you want to see the forecast with.',
    action: 'other-account',
    developer:
      'A silent request needs an account or a `login_hint`; without either, ask with `prompt=select_account`.',
  },
  '50020': {
    title: 'This account belongs to another organisation',
    text: 'You signed in with an account that this app’s organisation does not know.',
    who: 'you',
    fix: 'Use an account of the organisation. If you have only this one, ask its administrator to invite you as a guest.',
    action: 'other-account',
    developer:
      'The account is not in the tenant `{tenant}`. Invite it as a guest, or register the app for accounts in any organisation.',
  },
  '50034': {
    title: 'This account is not known',
    text: 'The organisation has no account with the name that you signed in with.',
    who: 'you',
    fix: 'Check the name for a slip and sign in again. If it is right, ask your administrator to add the account.',
    action: 'other-account',
  },
  '50053': {
    title: 'Your account is locked',
    text: 'There were too many attempts to sign in with a wrong password, so the account is locked for a while.',
    who: 'you',
    fix: 'Wait some minutes and sign in again. If it stays locked, your administrator can unlock it.',
    action: 'sign-in',
  },
  '50055': {
    title: 'Your password has expired',
    text: 'The organisation asks for a new password from time to time, and yours is due.',
    who: 'you',
    fix: 'Sign in again: the sign-in page lets you choose a new password.',
    action: 'sign-in',
  },
  '50057': {
    title: 'Your account is switched off',
    text: 'The organisation has disabled the account that you signed in with.',
    who: 'administrator',
    fix: 'Enable the account in the Microsoft Entra admin centre: Users → the account → Account status.',
    action: 'other-account',
  },
  '50105': {
    title: 'You have not been given access to this app',
    text: 'Your account is fine, but the app is only for people who have been assigned to it, and you are not among them yet.',
    who: 'administrator',
    fix: 'Assign the person, or a group they are in, to the app `{clientId}`: Enterprise applications → the app → Users and groups → Add user/group.',
    action: 'other-account',
  },
  '50126': {
    title: 'The name or the password was wrong',
    text: 'The sign-in page did not accept what was typed in.',
    who: 'you',
    fix: 'Sign in again. If you do not remember the password, the sign-in page can reset it.',
    action: 'sign-in',
  },
  '53000': {
    title: 'This device does not meet your organisation’s rules',
    text: 'Your organisation lets only devices in that it manages, or that are up to date with its rules.',
    who: 'you',
    fix: 'Use a device that your organisation manages, or enrol this one in Company Portal, then sign in again.',
    action: 'sign-in',
    developer:
      'A Conditional Access policy of the tenant `{tenant}` asks for a compliant device. The sign-in log there names the policy.',
  },
  '53003': {
    title: 'Your organisation’s rules do not let you in from here',
    text: 'You signed in correctly, but a rule of your organisation blocks this app for your account, your device or the place you are in.',
    who: 'administrator',
    fix: 'Find the blocking Conditional Access policy in the sign-in log of the tenant `{tenant}`, by the correlation ID below, and adjust it if this person should have access.',
    action: 'other-account',
  },
  '65001': {
    title: 'The app has no permission to read the forecast for you',
    text: 'Before the app can ask the weather service in your name, you or your administrator have to agree to it once.',
    who: 'you',
    fix: 'Continue to the sign-in page and accept the permission. If you are not allowed to, copy the message for your administrator.',
    action: 'give-consent',
    developer:
      'Nobody has consented to `{scope}`. An administrator can do it for everybody: {adminConsentUrl}',
  },
  '65004': {
    title: 'You did not give the app its permission',
    text: 'The app can show the forecast only if it may ask the weather service in your name. Nothing was changed.',
    who: 'you',
    fix: 'Start again whenever you like, and accept the permission when you are asked.',
    action: 'give-consent',
  },
  '90094': {
    title: 'An administrator has to approve this app first',
    text: 'Your organisation does not let people agree to an app’s permissions by themselves.',
    who: 'administrator',
    fix: 'Approve the permission `{scope}` for everybody by opening {adminConsentUrl}',
    action: 'try-again',
  },
}
