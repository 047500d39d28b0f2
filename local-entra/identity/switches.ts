/**
 * What Entra does and no public source confirms, or what differs between tenants: each is a named
 * switch, so that an app can be tried with both. The defaults are the likeliest.
 */
export const SWITCHES = {
  /** Adds `refresh_token_expires_in` to token answers. */
  refreshTokenExpiresIn: false,
  /** Adds `refresh_in`, half the lifetime, to token answers: MSAL then renews early. */
  refreshIn: false,
  /** The token endpoint answers every origin with `*` instead of its own name. */
  tokenCorsStar: false,
  /** The `state` of a sign-out request comes back with the post-logout redirect. */
  logoutReturnsState: true,
  /** Front-channel sign-out frames get `iss` beside `sid`, as the documentation says. */
  frontChannelIssuer: false,
  /** The discovery document of 2026 has one more token endpoint authentication method. */
  tlsClientAuthAdvertised: false,
  /** The forecast's dates are full date-times with an offset, as .NET 6 wrote them. */
  forecastDateTimes: false,
}

export type Switches = typeof SWITCHES
export type SwitchName = keyof Switches
export const SWITCH_NAMES = Object.keys(SWITCHES) as SwitchName[]
