import type { AadstsCode } from '#local-entra'
import type { Row } from './explained-fault.ts'

/** AADSTS codes about the account, its permissions or a policy. */
const accountCodes: readonly Row<AadstsCode>[] = [
  [16000, 'It is not clear which account to use', 'you', 'Use another account'],
  [50020, 'This account belongs to another organisation', 'you', 'Use another account'],
  [50034, 'This account was not found', 'you', 'Use another account'],
  [50053, 'Your account is locked', 'you', 'Sign in'],
  [50055, 'Your password has expired', 'you', 'Sign in'],
  [50057, 'Your account is disabled', 'administrator', 'Use another account'],
  [50105, 'You do not have access to this app', 'administrator', 'Use another account'],
  [50126, 'The user name or the password is wrong', 'you', 'Sign in'],
  [53000, 'This device does not meet your organisation’s rules', 'you', 'Sign in'],
  [53003, 'Your organisation’s rules block this sign-in', 'administrator', 'Use another account'],
  [65001, 'The app needs your permission', 'you', 'Review the permission'],
  [65004, 'You did not accept the permission', 'you', 'Review the permission'],
  [90094, 'An administrator must approve this app first', 'administrator', 'Sign in'],
  [500208, 'This kind of account cannot sign in here', 'you', 'Use another account'],
]

/** AADSTS codes about sessions, codes and tokens that are no longer valid. */
const sessionCodes: readonly Row<AadstsCode>[] = [
  [16002, 'This session no longer exists', 'you', 'Sign in'],
  [50058, 'You are no longer signed in', 'you', 'Sign in'],
  [50076, 'Additional verification is required', 'you', 'Sign in'],
  [50079, 'You need to set up additional verification', 'you', 'Sign in'],
  [50132, 'You need to sign in again', 'you', 'Sign in'],
  [50133, 'You need to sign in again', 'you', 'Sign in'],
  [50173, 'You need to sign in again', 'you', 'Sign in'],
  [54005, 'The sign-in could not be completed', 'you', 'Sign in'],
  [70000, 'The sign-in could not be completed', 'you', 'Sign in'],
  [70008, 'Your sign-in has expired', 'you', 'Sign in'],
  [70043, 'Your session has ended', 'you', 'Sign in'],
  [160021, 'Your session has ended', 'you', 'Sign in'],
  [501481, 'The sign-in could not be completed', 'you', 'Sign in'],
  [700082, 'Your session has ended', 'you', 'Sign in'],
  [700084, 'Your session has ended', 'you', 'Sign in'],
]

/** AADSTS codes about the registration of app, API and tenant. */
const registrationCodes: readonly Row<AadstsCode>[] = [
  [50011, 'The address of this app is not registered', 'developer', 'Sign in'],
  [50059, 'The app does not name its organisation', 'developer', 'Sign in'],
  [50194, 'The app is registered for one organisation', 'developer', 'Sign in'],
  [90002, 'The organisation of this app cannot be found', 'developer', 'Sign in'],
  [90009, 'The app and the weather service share one registration', 'developer', 'Sign in'],
  [500011, 'The weather service is not known to this organisation', 'developer', 'Sign in'],
  [650052, 'The weather service is not set up in this organisation', 'developer', 'Sign in'],
  [650053, 'The app requests a permission that does not exist', 'developer', 'Sign in'],
  [650056, 'The app’s registration lacks a permission', 'developer', 'Sign in'],
  [650057, 'does not list the weather service', 'developer', 'Sign in'],
  [700016, 'This app is not known to the organisation', 'developer', 'Sign in'],
  [700025, 'The app sent a secret', 'developer', 'Sign in'],
  [700038, 'The application ID of this app is missing', 'developer', 'Sign in'],
  [700054, 'The app used a sign-in method that is disabled', 'developer', 'Sign in'],
  [7000218, 'registered as a different kind of app', 'developer', 'Sign in'],
  [9002326, 'registered as a different kind of app', 'developer', 'Sign in'],
  [9002327, 'The sign-in was completed outside the browser', 'developer', 'Sign in'],
]

/** AADSTS codes about a single request. */
const requestCodes: readonly Row<AadstsCode>[] = [
  [28000, 'The app requested two services at once', 'developer', 'Sign in'],
  [50147, 'The sign-in request was not valid', 'developer', 'Sign in'],
  [50196, 'The app sent too many requests', 'developer', 'Sign in'],
  [70003, 'The app used a sign-in method that is not supported', 'developer', 'Sign in'],
  [70011, 'The app requested a malformed permission', 'developer', 'Sign in'],
  [90014, 'The sign-in request was incomplete', 'developer', 'Sign in'],
  [90023, 'The sign-in request contained an unknown value', 'developer', 'Sign in'],
  [501491, 'The sign-in request was not valid', 'developer', 'Sign in'],
  [900144, 'The sign-in request was incomplete', 'developer', 'Sign in'],
  [9002313, 'The sign-in service could not read the request', 'developer', 'Sign in'],
  [9002325, 'The sign-in request was not secure enough', 'developer', 'Sign in'],
  [9002332, 'This app is not for personal accounts', 'developer', 'Sign in'],
]

/** What the page shows for each AADSTS code. */
export const aadstsCodesBySubject = {
  'accounts, permissions and policies': accountCodes,
  'sessions, codes and tokens': sessionCodes,
  'app, API and tenant': registrationCodes,
  'a single request': requestCodes,
}
