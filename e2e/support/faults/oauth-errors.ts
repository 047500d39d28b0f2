import type { Fault } from '#local-entra'
import { type ExplainedFault, explainedFaults, type Row } from './explained-fault.ts'

const misfit = 'The app and the sign-in service do not match'
const notCompleted = 'The sign-in could not be completed'

const oauthErrors: readonly Row<string>[] = [
  ['access_denied', 'You did not sign in', 'you', 'Sign in'],
  ['interaction_required', 'You need to sign in again', 'you', 'Sign in'],
  ['login_required', notCompleted, 'you', 'Sign in'],
  ['account_selection_required', 'It is not clear which account', 'you', 'Use another account'],
  ['consent_required', 'The app needs your permission', 'you', 'Review the permission'],
  ['invalid_grant', notCompleted, 'you', 'Sign in'],
  ['invalid_request', misfit, 'developer', 'Sign in'],
  ['invalid_client', misfit, 'developer', 'Sign in'],
  ['unauthorized_client', misfit, 'developer', 'Sign in'],
  ['unsupported_response_type', misfit, 'developer', 'Sign in'],
  ['unsupported_grant_type', misfit, 'developer', 'Sign in'],
  ['invalid_scope', 'a permission that is not valid', 'developer', 'Sign in'],
  ['invalid_resource', 'The weather service is not known', 'developer', 'Sign in'],
  ['invalid_tenant', 'The organisation of this app cannot be found', 'developer', 'Sign in'],
  ['unknown-sign-in', 'Sign-in failed', 'unclear', 'Sign in'],
]

const suberrors: readonly Row<string>[] = [
  ['bad_token', notCompleted, 'you', 'Sign in'],
  ['consent_required', 'The app needs your permission', 'you', 'Review the permission'],
  ['basic_action', 'You need to sign in again', 'you', 'Sign in'],
  ['additional_action', 'You need to sign in again', 'you', 'Sign in'],
  ['interrupted_user', 'You need to sign in again', 'you', 'Sign in'],
  ['ui_not_allowed', 'You need to sign in again', 'you', 'Sign in'],
  ['user_password_expired', 'Your password has expired', 'you', 'Sign in'],
  ['message_only', 'blocked your sign-in', 'administrator', 'Use another account'],
]

// The local stack does not send this code, so the description contains it.
const numbers: readonly Row<string>[] = [
  ['650052', 'The weather service is not set up in this organisation', 'developer', 'Sign in'],
]

/** Errors of the token endpoint as OAuth defines them (RFC 6749 §5.2). */
export const faultsOfOAuth: readonly ExplainedFault[] = [
  ...explainedFaults(oauthErrors, (error) => refusal({ error })),
  ...explainedFaults(suberrors, (suberror) => refusal({ error: 'invalid_grant', suberror })),
  ...explainedFaults(numbers, (number) =>
    refusal({ error: 'invalid_client', error_description: `AADSTS${number}: It is missing.` }),
  ),
]

function refusal(body: object): Fault {
  return { endpoint: 'token', status: 400, body }
}
