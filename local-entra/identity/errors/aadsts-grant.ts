import { aadstsTable } from './aadsts-entry.ts'

/** Codes and refresh tokens that are not, or no longer, good. */
export const grantErrors = aadstsTable({
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
})
