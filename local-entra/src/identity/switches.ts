/**
 * Behaviour of Entra that no public source confirms, or that differs between tenants. Each is a
 * switch, so that an app can be tried with both; the default is the likeliest.
 */
export const SWITCHES = {
  /** Adds `refresh_token_expires_in` to token responses. */
  refreshTokenExpiresIn: false,
  /** Adds `refresh_in`, half the lifetime, to token responses: MSAL then renews early. */
  refreshIn: false,
  /** The token endpoint allows `*` instead of the origin of the request. */
  tokenCorsStar: false,
  /** The `state` of a sign-out request comes back with the post-logout redirect. */
  logoutReturnsState: true,
  /** Front-channel sign-out frames get `iss` beside `sid`, as the documentation says. */
  frontChannelIssuer: false,
  /** The overage claim names Microsoft Graph, as the claims reference says, and not the retired Azure AD Graph. */
  overageNamesMicrosoftGraph: false,
  /** The discovery document advertises mutual TLS (RFC 8705), as it does since 2026. */
  tlsClientAuthAdvertised: true,
  /** The forecast's dates are full date-times with an offset, as .NET 6 wrote them. */
  forecastDateTimes: false,
}

export type Switches = typeof SWITCHES
export type SwitchName = keyof Switches
export const SWITCH_NAMES = Object.keys(SWITCHES) as SwitchName[]
