import { aadstsTable } from './aadsts-entry.ts'

/** Requests that are wrong in themselves: something for the developer to mend. */
export const requestErrors = aadstsTable({
  28000: {
    error: 'invalid_request',
    text: "The 'scope' parameter asks for more than one resource: {scope}. One token is for one resource.",
  },
  50011: {
    error: 'invalid_request',
    page: 'always',
    text: "The redirect URI '{redirectUri}' specified in the request does not match the redirect URIs configured for the application '{clientId}'.",
  },
  50059: {
    error: 'invalid_request',
    page: 'always',
    text: 'Neither the request nor the application says which tenant to sign in to.',
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
    text: "The grant type '{grantType}' is not supported.",
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
    text: "Application '{clientId}' asks for a token for itself. Register the API as an application of its own.",
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
  650053: {
    error: 'invalid_client',
    text: "The application '{clientId}' asked for the scope '{scope}', which the resource does not have.",
  },
  650056: {
    error: 'invalid_client',
    page: 'interactive',
    text: 'The application is misconfigured: it does not list the permission among those it needs.',
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
    text: 'The client is public, so it may not send a secret or an assertion.',
  },
  700054: {
    error: 'unsupported_response_type',
    text: "The response_type '{value}' is not enabled for the application. Use the authorization code flow.",
  },
  900144: {
    error: 'invalid_request',
    text: "The request must contain the following parameter: '{field}'.",
  },
  7000218: {
    error: 'invalid_client',
    status: 401,
    text: "The redirect URI is of the platform 'Web', so the request must contain a client secret or assertion. A browser app registers it as 'Single-page application'.",
  },
  9002313: { error: 'invalid_request', text: 'Invalid request. Request is malformed or invalid.' },
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
})
