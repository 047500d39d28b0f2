import type { AadstsCode } from '../../../local-entra/identity/errors/aadsts.ts'
import type { Row } from './explained-fault.ts'

/** Numbers of Entra that are about the account, its permissions or a policy. */
const numbersOfPeople: readonly Row<AadstsCode>[] = [
  [16000, 'It is not clear which account to use', 'you', 'Use another account'],
  [50020, 'This account belongs to another organisation', 'you', 'Use another account'],
  [50034, 'This account was not found', 'you', 'Use another account'],
  [50053, 'Your account is locked', 'you', 'Sign in'],
  [50055, 'Your password has expired', 'you', 'Sign in'],
  [50057, 'Your account is disabled', 'administrator', 'Use another account'],
  [50105, 'You do not have access to this app', 'administrator', 'Use another account'],
  [50126, 'The user name or the password was wrong', 'you', 'Sign in'],
  [53000, 'This device does not meet your organisation’s rules', 'you', 'Sign in'],
  [53003, 'Your organisation’s rules do not let you in', 'administrator', 'Use another account'],
  [65001, 'The app has no permission', 'you', 'Review the permission'],
  [65004, 'You did not grant the app its permission', 'you', 'Review the permission'],
  [90094, 'An administrator must approve this app first', 'administrator', 'Sign in'],
]

/** Numbers of Entra that are about sessions, codes and tokens that are no longer good. */
const numbersOfSessions: readonly Row<AadstsCode>[] = [
  [16002, 'That session no longer exists', 'you', 'Sign in'],
  [50058, 'You are no longer signed in', 'you', 'Sign in'],
  [50076, 'Additional verification is required', 'you', 'Sign in'],
  [50079, 'Additional verification has to be set up', 'you', 'Sign in'],
  [50132, 'You need to sign in again', 'you', 'Sign in'],
  [50133, 'You need to sign in again', 'you', 'Sign in'],
  [50173, 'You need to sign in again', 'you', 'Sign in'],
  [54005, 'The sign-in could not be completed', 'you', 'Sign in'],
  [70000, 'The sign-in could not be completed', 'you', 'Sign in'],
  [70008, 'The sign-in has expired', 'you', 'Sign in'],
  [70043, 'Your session has ended', 'you', 'Sign in'],
  [160021, 'Your session has ended', 'you', 'Sign in'],
  [501481, 'The sign-in could not be completed', 'you', 'Sign in'],
  [700082, 'Your session has ended', 'you', 'Sign in'],
  [700084, 'Your session has ended', 'you', 'Sign in'],
]

/** Numbers of Entra that are about how app, API and tenant are registered. */
const numbersOfRegistration: readonly Row<AadstsCode>[] = [
  [50011, 'The address of this app is not registered', 'developer', 'Sign in'],
  [50059, 'The app does not say which organisation it belongs to', 'developer', 'Sign in'],
  [50194, 'The app is registered for one organisation', 'developer', 'Sign in'],
  [90002, 'The organisation of this app cannot be found', 'developer', 'Sign in'],
  [90009, 'The app and the weather service share one registration', 'developer', 'Sign in'],
  [500011, 'The weather service is not known to this organisation', 'developer', 'Sign in'],
  [650053, 'The app asks for a permission that does not exist', 'developer', 'Sign in'],
  [650056, 'A permission is missing in the registration of this app', 'developer', 'Sign in'],
  [650057, 'The weather service is missing in the registration', 'developer', 'Sign in'],
  [700016, 'This app is not known to the organisation', 'developer', 'Sign in'],
  [700025, 'The app sent a secret', 'developer', 'Sign in'],
  [700054, 'The app used a sign-in method that is disabled', 'developer', 'Sign in'],
  [7000218, 'registered for another kind of app', 'developer', 'Sign in'],
  [9002326, 'registered for another kind of app', 'developer', 'Sign in'],
  [9002327, 'The sign-in was completed outside the browser', 'developer', 'Sign in'],
]

/** Numbers of Entra that are about a single request. */
const numbersOfRequests: readonly Row<AadstsCode>[] = [
  [28000, 'The app asked for two services at once', 'developer', 'Sign in'],
  [50147, 'The sign-in lacked a valid proof key', 'developer', 'Sign in'],
  [50196, 'The app sent too many requests', 'developer', 'Sign in'],
  [70003, 'The app used a sign-in method that is not supported', 'developer', 'Sign in'],
  [70011, 'The app asked for a permission with a malformed name', 'developer', 'Sign in'],
  [90014, 'The sign-in request was incomplete', 'developer', 'Sign in'],
  [90023, 'The sign-in request contained an unknown value', 'developer', 'Sign in'],
  [501491, 'The sign-in lacked a valid proof key', 'developer', 'Sign in'],
  [900144, 'The sign-in request was incomplete', 'developer', 'Sign in'],
  [9002313, 'The sign-in service could not read the request', 'developer', 'Sign in'],
  [9002325, 'The sign-in lacked its proof key', 'developer', 'Sign in'],
]

/** What a page says about each number of Entra. */
export const numbersBySubject = {
  'accounts, permissions and policies': numbersOfPeople,
  'sessions, codes and tokens': numbersOfSessions,
  'app, API and tenant': numbersOfRegistration,
  'a single request': numbersOfRequests,
}
