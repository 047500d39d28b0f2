import { aadstsTable } from './aadsts-entry.ts'

/** Sign-ins that do not go through: because of the person, the session, consent or a policy. */
export const signInErrors = aadstsTable({
  16000: {
    error: 'interaction_required',
    text: 'Several people are signed in, and the request does not say who is meant.',
  },
  16002: { error: 'invalid_request', text: 'The session to sign out of does not exist.' },
  160021: {
    error: 'interaction_required',
    text: "The session with the id '{sid}' does not exist in this browser.",
  },
  50020: {
    error: 'access_denied',
    tokenError: 'invalid_grant',
    page: 'interactive',
    text: "User account '{userName}' does not exist in tenant '{tenant}' and cannot access the application '{clientId}' there. The account needs to be added as an external user first.",
  },
  50034: {
    error: 'access_denied',
    tokenError: 'invalid_grant',
    page: 'interactive',
    text: 'The user account does not exist in the directory.',
  },
  50053: {
    error: 'access_denied',
    tokenError: 'invalid_grant',
    page: 'interactive',
    text: 'The account is locked after too many attempts.',
  },
  50055: {
    error: 'interaction_required',
    tokenError: 'invalid_grant',
    suberror: 'user_password_expired',
    page: 'interactive',
    text: 'The password has expired.',
  },
  50057: {
    error: 'access_denied',
    tokenError: 'invalid_grant',
    page: 'interactive',
    text: 'The user account is disabled.',
  },
  50058: {
    error: 'login_required',
    text: 'A silent sign-in request was sent but no user is signed in.',
  },
  50076: {
    error: 'interaction_required',
    tokenError: 'invalid_grant',
    suberror: 'basic_action',
    text: 'A change by the administrator, or a new place, makes multifactor authentication necessary.',
  },
  50079: {
    error: 'interaction_required',
    tokenError: 'invalid_grant',
    suberror: 'basic_action',
    text: 'Multifactor authentication has to be set up.',
  },
  50105: {
    error: 'access_denied',
    tokenError: 'invalid_grant',
    page: 'interactive',
    text: "The signed in user '{userName}' is not assigned to a role for the application '{clientId}'.",
  },
  50126: {
    error: 'access_denied',
    tokenError: 'invalid_grant',
    page: 'interactive',
    text: 'The user name or the password is wrong.',
  },
  53000: {
    error: 'interaction_required',
    tokenError: 'invalid_grant',
    suberror: 'message_only',
    page: 'interactive',
    text: 'The device does not comply with the policy.',
  },
  53003: {
    error: 'access_denied',
    tokenError: 'invalid_grant',
    suberror: 'message_only',
    page: 'interactive',
    text: 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  },
  65001: {
    error: 'consent_required',
    tokenError: 'invalid_grant',
    suberror: 'consent_required',
    text: "The user or administrator has not consented to use the application with ID '{clientId}'. Send an interactive authorization request for this user and resource.",
  },
  65004: { error: 'access_denied', text: 'The user declined to consent to the application.' },
  70043: {
    error: 'interaction_required',
    tokenError: 'invalid_grant',
    suberror: 'bad_token',
    text: 'The refresh token has expired or is not valid because of sign-in frequency checks by Conditional Access.',
  },
  90094: {
    error: 'consent_required',
    tokenError: 'invalid_grant',
    suberror: 'consent_required',
    page: 'interactive',
    text: "The application '{clientId}' needs a permission that only an administrator can grant.",
  },
})
