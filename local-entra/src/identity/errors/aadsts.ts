import type { AadstsEntry } from './aadsts-entry.ts'
import { aadstsOutsideBrowsers } from './aadsts-outside-browsers.ts'

/**
 * Entra's numbered errors, as far as apps meet them
 * (https://learn.microsoft.com/entra/identity-platform/reference-error-codes). Numbers are for
 * people: a program branches on `error` and `suberror`. `fidelity.md` lists which texts are
 * Entra's own, and which names of errors are not confirmed.
 */
const table = {
  ...aadstsOutsideBrowsers,

  // Invalid requests, which a developer has to fix.

  28000: {
    error: 'invalid_request',
    text: 'Provided value for the input parameter scope is not valid because it contains more than one resource. Scope {scope} is not valid.',
  },
  50011: {
    error: 'invalid_request',
    page: 'always',
    text: "The redirect URI '{redirectUri}' specified in the request does not match the redirect URIs configured for the application '{clientId}'.",
  },
  50059: {
    error: 'invalid_request',
    page: 'always',
    text: 'No tenant-identifying information found in either the request or implied by any provided credentials.',
  },
  50147: { error: 'invalid_request', text: "The size of the 'code_challenge' is not valid." },
  50194: {
    error: 'invalid_request',
    page: 'always',
    text: "Application '{clientId}' is not set up for all tenants, so it cannot use /common. Use an endpoint of its own tenant.",
  },
  50196: {
    error: 'invalid_grant',
    text: 'The application made the same request too many times and was stopped.',
  },
  70003: {
    error: 'unsupported_grant_type',
    text: "The app requested an unsupported grant type '{grantType}'.",
    withoutErrorUri: true,
  },
  70011: {
    error: 'invalid_scope',
    text: "The provided value for the input parameter 'scope' is not valid. The scope '{scope}' is malformed.",
  },
  90002: {
    error: 'invalid_request',
    page: 'always',
    text: "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
  },
  90009: {
    error: 'invalid_request',
    text: "Application '{clientId}' requests a token for itself. Register the API as an application of its own.",
  },
  90014: {
    error: 'invalid_request',
    text: "The required field '{field}' is missing from the credential.",
  },
  90023: { error: 'invalid_request', text: "The value '{value}' of '{field}' is not supported." },
  500011: {
    error: 'invalid_resource',
    text: "The resource of the scope '{scope}' was not found in the tenant '{tenant}'.",
  },
  501491: {
    error: 'invalid_request',
    text: "The 'code_challenge' or its method is not valid. Use S256 of a verifier with 43 to 128 characters.",
  },
  650052: {
    error: 'invalid_client',
    text: "The app is trying to access a service '{apiId}'({apiName}) that your organization '{tenant}' lacks a service principal for. Contact your IT Admin to review the configuration of your service subscriptions or consent to the application in order to create the required service principal.",
  },
  650053: {
    error: 'invalid_client',
    text: "The application '{clientId}' requested the scope '{scope}', which the resource does not expose.",
  },
  650056: {
    error: 'invalid_client',
    page: 'interactive',
    text: 'The application is misconfigured: it does not list the permission that it requests.',
  },
  650057: {
    error: 'invalid_resource',
    text: "The resource is not among the permissions of the application '{clientId}'.",
  },
  700016: {
    error: 'unauthorized_client',
    page: 'always',
    text: "Application with identifier '{clientId}' was not found in the directory '{tenant}'.",
  },
  700025: {
    error: 'invalid_client',
    status: 401,
    text: "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  },
  700038: {
    error: 'unauthorized_client',
    page: 'always',
    text: '{clientId} is not a valid application identifier.',
    withoutErrorUri: true,
  },
  700054: {
    error: 'unsupported_response_type',
    text: "The response_type '{value}' is not enabled for the application. Use the authorization code flow.",
  },
  900144: {
    error: 'invalid_request',
    text: "The request body must contain the following parameter: '{field}'.",
  },
  7000218: {
    error: 'invalid_client',
    status: 401,
    text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  9002313: { error: 'invalid_request', text: 'Invalid request. Request is malformed or invalid.' },
  9002332: {
    error: 'invalid_request',
    page: 'always',
    text: "Application '{clientId}'({appName}) is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request.",
  },
  9002325: {
    error: 'invalid_request',
    text: 'Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
  },
  9002326: {
    error: 'invalid_request',
    text: "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: '{origin}'.",
  },
  9002327: {
    error: 'invalid_request',
    text: "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
  },

  // Sign-ins that fail because of the user, the session, consent or a policy.

  16000: {
    error: 'interaction_required',
    text: 'Several users are signed in, and the request does not name one of them.',
  },
  16002: { error: 'invalid_request', text: 'The session to sign out of does not exist.' },
  160021: {
    error: 'interaction_required',
    text: "The session with the id '{sid}' does not exist in this browser.",
  },
  500208: {
    error: 'access_denied',
    tokenError: 'invalid_grant',
    page: 'interactive',
    text: 'The domain is not a valid login domain for the account type.',
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
    text: 'Because of a change by the administrator, or a new location, multifactor authentication is required.',
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
  65004: { error: 'access_denied', text: 'User declined to consent to access the app.' },
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

  // Codes and refresh tokens that are invalid or expired.

  50132: {
    error: 'invalid_grant',
    suberror: 'bad_token',
    text: 'The session is not valid: it expired, or the password was changed.',
  },
  50133: {
    error: 'invalid_grant',
    suberror: 'bad_token',
    text: 'The session is not valid because the password expired or was changed.',
  },
  50173: {
    error: 'invalid_grant',
    suberror: 'bad_token',
    text: "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '{issuedAt}' and the TokensValidFrom date (before which tokens are not valid) for this user is '{validFrom}'.",
  },
  54005: {
    error: 'invalid_grant',
    text: 'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  },
  70000: { error: 'invalid_grant', text: 'The provided grant is not valid or malformed.' },
  70008: {
    error: 'invalid_grant',
    text: 'The provided authorization code has expired. Send a new interactive authorization request.',
  },
  501481: {
    error: 'invalid_grant',
    text: 'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  },
  700082: {
    error: 'invalid_grant',
    suberror: 'bad_token',
    text: 'The refresh token has expired due to inactivity. The token was issued on {issuedAt} and was inactive for 90.00:00:00.',
  },
  700084: {
    error: 'invalid_grant',
    suberror: 'bad_token',
    text: 'The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page. The token was issued on {issuedAt}.',
  },
} as const satisfies Record<number, AadstsEntry>

export type AadstsCode = keyof typeof table

export const AADSTS: Readonly<Record<AadstsCode, AadstsEntry>> = table

export const AADSTS_CODES = Object.keys(AADSTS).map((code) => Number(code) as AadstsCode)

/** Those that an app in a browser can meet. */
export const BROWSER_AADSTS_CODES = AADSTS_CODES.filter((code) => !(code in aadstsOutsideBrowsers))
