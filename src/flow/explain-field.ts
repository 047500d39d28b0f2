import * as refer from './references.ts'
import { type Reference, rfc } from './references.ts'

export interface Explanation {
  text: string
  reference: Reference
  /** Not a part of OAuth 2.0 or OpenID Connect: between MSAL and Entra. */
  isExtension?: true
}

const extension = (text: string): Explanation => ({
  text,
  reference: refer.codeFlow,
  isExtension: true,
})

const parameters: Readonly<Record<string, Explanation>> = {
  access_token: {
    text: 'The key to the API, for about an hour. Whoever holds it may use it.',
    reference: rfc(6749, '1.4'),
  },
  claims: { text: 'Claims asked for by name.', reference: refer.claimsParameter },
  client_id: { text: 'Which app asks. It is no secret.', reference: rfc(6749, '2.2') },
  client_info: extension('Asks for, or tells, which account of which tenant this is; for MSAL.'),
  clidata: extension('Asks for data that MSAL keeps with the account.'),
  'client-request-id': extension('Finds this request in the logs of the identity provider.'),
  code: {
    text: 'Works once, for minutes, and only together with the code verifier.',
    reference: rfc(6749, '4.1.2'),
  },
  code_challenge: {
    text: 'The hash of a fresh secret. Only who knows the secret can redeem the code.',
    reference: rfc(7636, '4.3'),
  },
  code_challenge_method: { text: 'How it was hashed: SHA-256.', reference: rfc(7636, '4.3') },
  code_verifier: {
    text: 'The secret itself, shown for the first time: it proves that the same browser asked.',
    reference: rfc(7636, '4.5'),
  },
  correlation_id: extension('Finds this answer in the logs of the identity provider.'),
  error: { text: 'What went wrong; the code to branch on.', reference: rfc(6749, '5.2') },
  error_codes: { text: 'AADSTS numbers, for people.', reference: refer.errorCodes },
  error_description: { text: 'What went wrong, for people.', reference: rfc(6749, '5.2') },
  error_subcode: extension('Says more about the error: the person cancelled, for one.'),
  error_uri: { text: 'A page about the error.', reference: rfc(6749, '5.2') },
  expires_in: { text: 'Seconds until the access token expires.', reference: rfc(6749, '5.1') },
  ext_expires_in: extension('Seconds that it might be stretched to in an outage.'),
  grant_type: {
    text: 'What is exchanged for tokens: a code, or a refresh token.',
    reference: rfc(6749, '4.1.3'),
  },
  id_token: { text: 'Who signed in, for this app to read.', reference: refer.idToken },
  id_token_hint: { text: 'Which session is to end.', reference: refer.logout },
  iss: { text: 'Who answers: no other identity provider may.', reference: rfc(9207, '2') },
  login_hint: { text: 'Whom to sign in.', reference: refer.authenticationRequest },
  logout_hint: { text: 'Whom to sign out.', reference: refer.logout },
  nonce: {
    text: 'Comes back inside the ID token, which then belongs to this sign-in and to no other.',
    reference: refer.authenticationRequest,
  },
  pocd: extension('Whether MSAL has checked who opened this window; it matters for pop-ups only.'),
  post_logout_redirect_uri: { text: 'Where to come back to.', reference: refer.logout },
  prompt: {
    text: 'Whether the identity provider shows anything: nothing, a choice of accounts, a sign-in.',
    reference: refer.authenticationRequest,
  },
  redirect_uri: {
    text: 'Where the answer goes. It must be registered for this app, as a single-page app.',
    reference: rfc(6749, '3.1.2'),
  },
  refresh_in: extension('Seconds until the access token should be renewed ahead of time.'),
  refresh_token: {
    text: 'Gets new access tokens without asking anyone; for a single-page app, for 24 hours.',
    reference: rfc(6749, '6'),
  },
  refresh_token_expires_in: extension('Seconds until the refresh token expires.'),
  response_mode: {
    text: 'How the answer comes back. A fragment never leaves the browser.',
    reference: refer.responseModes,
  },
  response_type: { text: 'Asks for a code, not for a token.', reference: rfc(6749, '4.1.1') },
  scope: {
    text: 'What is asked for, or granted: the API’s permission, who signed in, a refresh token.',
    reference: rfc(6749, '3.3'),
  },
  session_state: { text: 'Changes with the session there.', reference: refer.sessionState },
  state: {
    text: 'Comes back unchanged: an answer that nobody here asked for is recognised by it.',
    reference: rfc(6749, '10.12'),
  },
  suberror: extension('Says more about the error, such as whether a person can help.'),
  token_type: { text: 'Whoever bears the token may use it.', reference: rfc(6750, '1.2') },
  'X-AnchorMailbox': extension('Leads the request to where the account is kept.'),
  'x-client-current-telemetry': extension('How MSAL came to ask, for its makers.'),
  'x-client-last-telemetry': extension('What MSAL failed at before, for its makers.'),
  'x-client-SKU': extension('Which library asks.'),
  'x-client-VER': extension('Its version.'),
  'x-ms-lib-capability': extension('MSAL waits when it is told to ask less often.'),
  'www-authenticate': {
    text: 'Why the API refused, and what it wants.',
    reference: rfc(6750, '3'),
  },
}

const unknown = extension('Known to MSAL and Entra.')

/** What a parameter of a request or an answer is for. */
export function explainParameter(name: string): Explanation {
  return parameters[name] ?? unknown
}
