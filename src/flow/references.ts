/** A link to a specification or to Entra's documentation. */
export interface Reference {
  name: string
  href: string
}

/** A section of an RFC. */
export function rfc(number: number, section: string): Reference {
  return {
    name: `RFC ${number} §${section}`,
    href: `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`,
  }
}

const openid = 'https://openid.net/specs/'
const entra = 'https://learn.microsoft.com/entra/identity-platform/'

export const authenticationRequest: Reference = {
  name: 'OpenID Connect Core 1.0 §3.1.2.1',
  href: `${openid}openid-connect-core-1_0.html#AuthRequest`,
}

export const authenticationError: Reference = {
  name: 'OpenID Connect Core 1.0 §3.1.2.6',
  href: `${openid}openid-connect-core-1_0.html#AuthError`,
}

export const claimsParameter: Reference = {
  name: 'OpenID Connect Core 1.0 §5.5',
  href: `${openid}openid-connect-core-1_0.html#ClaimsParameter`,
}

export const idToken: Reference = {
  name: 'OpenID Connect Core 1.0 §2',
  href: `${openid}openid-connect-core-1_0.html#IDToken`,
}

export const sessionState: Reference = {
  name: 'OpenID Connect Session Management 1.0 §2',
  href: `${openid}openid-connect-session-1_0.html#CreatingUpdatingSessions`,
}

export const logout: Reference = {
  name: 'OpenID Connect RP-Initiated Logout 1.0 §2',
  href: `${openid}openid-connect-rpinitiated-1_0.html#RPLogout`,
}

export const responseModes: Reference = {
  name: 'OAuth 2.0 Multiple Response Types §2.1',
  href: `${openid}oauth-v2-multiple-response-types-1_0.html#ResponseModes`,
}

export const codeFlow: Reference = {
  name: 'Entra: authorization code flow',
  href: `${entra}v2-oauth2-auth-code-flow`,
}

export const errorCodes: Reference = {
  name: 'Entra: error codes',
  href: `${entra}reference-error-codes`,
}

export const idTokenClaims: Reference = {
  name: 'Entra: ID token claims',
  href: `${entra}id-token-claims-reference`,
}

export const accessTokenClaims: Reference = {
  name: 'Entra: access token claims',
  href: `${entra}access-token-claims-reference`,
}

export const claimsChallenge: Reference = {
  name: 'Entra: claims challenges',
  href: `${entra}claims-challenge`,
}
