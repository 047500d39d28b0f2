/** How Entra answers one of its numbered errors. */
export interface AadstsEntry {
  error: string
  /** Text after `AADSTSnnnnn: `; `{name}` is replaced by a detail of that name. */
  text: string
  suberror?: string
  /** Shown on a page of the identity provider, never sent to the app. */
  page?: boolean
}

/** The numbered errors that the local identity provider answers. Texts are ours unless the README of this folder says otherwise. */
export const AADSTS = {
  50011: {
    error: 'invalid_request',
    text: "The redirect URI '{redirectUri}' specified in the request does not match the redirect URIs configured for the application '{clientId}'.",
    page: true,
  },
  50058: {
    error: 'login_required',
    text: 'A silent sign-in request was sent but no user is signed in.',
  },
  54005: { error: 'invalid_grant', text: 'The authorization code was already redeemed.' },
  65001: {
    error: 'consent_required',
    text: "The user or an administrator has not consented to use the application with ID '{clientId}'. Send an interactive authorization request for this user and resource.",
  },
  70000: { error: 'invalid_grant', text: 'The provided grant is not valid.' },
  70003: { error: 'unsupported_grant_type', text: 'The grant type is not supported.' },
  70008: { error: 'invalid_grant', text: 'The provided authorization code has expired.' },
  70011: {
    error: 'invalid_scope',
    text: "The provided value for the input parameter 'scope' is not valid. The scope '{scope}' is not valid.",
  },
  90002: {
    error: 'invalid_request',
    text: "Tenant '{tenant}' not found. Check that the tenant id or the domain name is right, and that it is the right cloud.",
    page: true,
  },
  90014: {
    error: 'invalid_request',
    text: "The required field '{field}' is missing from the request.",
  },
  501481: {
    error: 'invalid_grant',
    text: 'The code verifier does not match the code challenge of the authorization request.',
  },
  700016: {
    error: 'unauthorized_client',
    text: "Application with identifier '{clientId}' was not found in the directory '{tenant}'.",
    page: true,
  },
  700084: {
    error: 'invalid_grant',
    suberror: 'bad_token',
    text: 'The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page. The token was issued on {issuedAt}.',
  },
  9002313: { error: 'invalid_request', text: 'The request is malformed or invalid. {detail}' },
  9002325: {
    error: 'invalid_request',
    text: 'Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
  },
} satisfies Record<number, AadstsEntry>

export type AadstsCode = keyof typeof AADSTS
