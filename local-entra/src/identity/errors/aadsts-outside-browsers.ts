import type { AadstsEntry } from './aadsts-entry.ts'

/** The numbered errors that only clients outside of a browser meet: servers, daemons, APIs that call other APIs. */
export const aadstsOutsideBrowsers = {
  // Clients that authenticate themselves.

  50027: { error: 'invalid_request', text: 'The JWT token is malformed or invalid.' },
  700021: {
    error: 'invalid_client',
    status: 401,
    text: "The issuer or the subject of the client assertion does not match the 'client_id' parameter.",
  },
  700023: {
    error: 'invalid_client',
    status: 401,
    text: 'Client assertion audience claim does not match Realm issuer.',
  },
  700024: {
    error: 'invalid_client',
    status: 401,
    text: 'Client assertion is not within its valid time range.',
  },
  700027: {
    error: 'invalid_client',
    status: 401,
    text: "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - {reason}, Please visit the Azure Portal to see the configured keys for app Id '{clientId}'.]",
  },
  7000215: {
    error: 'invalid_client',
    status: 401,
    text: "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{clientId}'.",
  },
  7000216: {
    error: 'invalid_client',
    status: 401,
    text: "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
  },
  7000222: {
    error: 'invalid_client',
    status: 401,
    text: "The provided client secret keys for app '{clientId}' are expired.",
  },

  // Client credentials.

  1002012: {
    error: 'invalid_scope',
    text: 'The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  },

  // On-behalf-of.

  50013: { error: 'invalid_grant', text: 'Assertion failed signature validation.' },
  500131: {
    error: 'invalid_grant',
    text: "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '{audience}' and the expected audience is '{clientId}' or one of the Application Uris of this application with App ID '{clientId}'.",
  },
  500133: { error: 'invalid_grant', text: 'Assertion is not within its valid time range.' },
  7000114: {
    error: 'invalid_grant',
    text: "Application '{clientId}' is not allowed to make application on-behalf-of calls.",
  },

  // Device codes.

  70016: {
    error: 'authorization_pending',
    text: 'The provided request has not yet been authorized by the user. The user must input their code.',
  },
  70018: {
    error: 'bad_verification_code',
    text: 'The user has entered a wrong user code. The authorization is not approved.',
  },
  70019: { error: 'expired_token', text: 'The verification code has expired.' },
  70020: {
    error: 'expired_token',
    text: "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
  },
  700171: {
    error: 'authorization_declined',
    text: 'The end user has declined the authorization request.',
  },
} as const satisfies Record<number, AadstsEntry>
