import * as refer from './references.ts'
import { type Reference, rfc } from './references.ts'

export interface FieldExplanation {
  text: string
  reference: Reference
  /** Specific to MSAL and Entra, not part of OAuth 2.0 or OpenID Connect. */
  isExtension?: true
}

const extension = (text: string): FieldExplanation => ({
  text,
  reference: refer.codeFlow,
  isExtension: true,
})

const parameters: Readonly<Record<string, FieldExplanation>> = {
  access_token: {
    text: 'Gives access to the API for about an hour. Anyone who holds it can use it.',
    reference: rfc(6749, '1.4'),
  },
  'cache-control': {
    text: 'Says which caches may store this response. With no-store, none may, and the app’s next request can do without a preflight.',
    reference: rfc(9111, '5.2.2.5'),
  },
  claims: { text: 'Requests individual claims by name.', reference: refer.claimsParameter },
  client_id: { text: 'Identifies the app. It is not a secret.', reference: rfc(6749, '2.2') },
  client_info: extension('Requests, or contains, the IDs of the account and its tenant, for MSAL.'),
  clidata: extension('Requests data that MSAL stores with the account.'),
  'client-request-id': extension('Identifies this request in the identity provider’s logs.'),
  code: {
    text: 'Works once, for a few minutes, and only together with the code verifier.',
    reference: rfc(6749, '4.1.2'),
  },
  code_challenge: {
    text: 'The hash of a new random secret. Only a client that knows the secret can redeem the code.',
    reference: rfc(7636, '4.3'),
  },
  code_challenge_method: {
    text: 'How the secret was hashed: with SHA-256.',
    reference: rfc(7636, '4.3'),
  },
  code_verifier: {
    text: 'The secret itself, sent for the first time. It proves that the same browser requested the code.',
    reference: rfc(7636, '4.5'),
  },
  correlation_id: extension('Identifies this response in the identity provider’s logs.'),
  error: { text: 'The error code, for programs.', reference: rfc(6749, '5.2') },
  error_codes: { text: 'AADSTS error numbers, for developers.', reference: refer.errorCodes },
  error_description: { text: 'What went wrong, for developers.', reference: rfc(6749, '5.2') },
  error_subcode: extension('More about the error, for example that the user cancelled.'),
  error_uri: { text: 'A web page about the error.', reference: rfc(6749, '5.2') },
  expires_in: { text: 'Seconds until the access token expires.', reference: rfc(6749, '5.1') },
  ext_expires_in: extension(
    'Seconds until the access token expires if the identity provider is down.',
  ),
  grant_type: {
    text: 'What the app exchanges for tokens: a code or a refresh token.',
    reference: rfc(6749, '4.1.3'),
  },
  id_token: { text: 'Tells this app who signed in.', reference: refer.idToken },
  id_token_hint: { text: 'An ID token of the session to end.', reference: refer.logout },
  iss: {
    text: 'The identity provider that sent this response. The app rejects any other.',
    reference: rfc(9207, '2'),
  },
  login_hint: { text: 'The user to sign in.', reference: refer.authenticationRequest },
  logout_hint: { text: 'The user to sign out.', reference: refer.logout },
  nonce: {
    text: 'Comes back inside the ID token, which ties the token to this sign-in.',
    reference: refer.authenticationRequest,
  },
  pocd: extension('Whether MSAL checked what opened this window. It matters only for pop-ups.'),
  post_logout_redirect_uri: {
    text: 'Where to redirect the browser after sign-out.',
    reference: refer.logout,
  },
  prompt: {
    text: 'What the identity provider shows: nothing, a list of accounts, or a sign-in page.',
    reference: refer.authenticationRequest,
  },
  redirect_uri: {
    text: 'Where the response is sent. It must be registered for this app, as a single-page app.',
    reference: rfc(6749, '3.1.2'),
  },
  refresh_in: extension('Seconds after which to renew the access token, before it expires.'),
  refresh_token: {
    text: 'Gets new access tokens without involving the user. In a single-page app it lasts 24 hours.',
    reference: rfc(6749, '6'),
  },
  refresh_token_expires_in: extension('Seconds until the refresh token expires.'),
  response_mode: {
    text: 'How the response comes back. A browser never sends the URL fragment to a server.',
    reference: refer.responseModes,
  },
  response_type: { text: 'Requests a code, not a token.', reference: rfc(6749, '4.1.1') },
  scope: {
    text: 'What is requested or granted: the API’s permission, who signed in, a refresh token.',
    reference: rfc(6749, '3.3'),
  },
  session_state: {
    text: 'Changes when the session at the identity provider changes.',
    reference: refer.sessionState,
  },
  state: {
    text: 'Comes back unchanged. The app rejects a response that it did not request.',
    reference: rfc(6749, '10.12'),
  },
  suberror: extension('More about the error, for example whether the user can resolve it.'),
  token_type: { text: 'Anyone who holds this token can use it.', reference: rfc(6750, '1.2') },
  'X-AnchorMailbox': extension('Routes the request to where the account is stored.'),
  'x-client-current-telemetry': extension('Why MSAL sends this request, as telemetry.'),
  'x-client-last-telemetry': extension('Earlier failures of MSAL, as telemetry.'),
  'x-client-SKU': extension('The library that sends the request.'),
  'x-client-VER': extension('The version of that library.'),
  'x-ms-lib-capability': extension('Tells Entra that MSAL waits when it is throttled.'),
  'www-authenticate': {
    text: 'Why the API rejected the request, and what it requires.',
    reference: rfc(6750, '3'),
  },
}

const unknownParameter = extension('Used by MSAL and Entra.')

/** What a parameter of a request or response is for. */
export function explainParameter(name: string): FieldExplanation {
  return parameters[name] ?? unknownParameter
}

const standardClaims: Readonly<Record<string, FieldExplanation>> = {
  aud: {
    text: 'Who the token is for. Any other recipient must reject it.',
    reference: rfc(7519, '4.1.3'),
  },
  exp: { text: 'When the token expires.', reference: rfc(7519, '4.1.4') },
  iat: { text: 'When the token was issued.', reference: rfc(7519, '4.1.6') },
  iss: { text: 'Who issued the token: this tenant.', reference: rfc(7519, '4.1.1') },
  nbf: { text: 'The token is not valid before this time.', reference: rfc(7519, '4.1.5') },
  nonce: { text: 'The nonce that the app sent.', reference: refer.idToken },
  scp: { text: 'What the app may do at the API.', reference: refer.accessTokenClaims },
  sub: { text: 'The user’s ID, specific to this audience.', reference: rfc(7519, '4.1.2') },
  xms_cc: { text: 'The app can handle claims challenges.', reference: refer.claimsChallenge },
}

const entraClaims: Readonly<Record<string, string>> = {
  acr: 'How strongly the user authenticated.',
  acrs: 'The authentication contexts that the sign-in satisfied.',
  aio: 'Internal to Entra.',
  azp: 'The app that the token was issued to.',
  azpacr: 'How that app authenticated: 0 is a public client, without a secret.',
  auth_time: 'When the user last signed in.',
  email: 'The user’s email address.',
  login_hint: 'Identifies the user at the next sign-in.',
  name: 'The user’s name, for display only.',
  oid: 'The user’s ID, the same for every app in the tenant.',
  preferred_username: 'The user name, for display only.',
  rh: 'Internal to Entra.',
  roles: 'Roles that are assigned to the user.',
  sid: 'The session at the identity provider.',
  tid: 'The tenant.',
  uti: 'The token’s ID.',
  ver: 'The version of the token format.',
}

/** What a claim of a token says. */
export function explainClaim(name: string, token: 'id' | 'access'): FieldExplanation {
  const reference = token === 'id' ? refer.idTokenClaims : refer.accessTokenClaims
  return standardClaims[name] ?? { text: entraClaims[name] ?? 'An optional claim.', reference }
}
