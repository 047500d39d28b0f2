import type { Fault } from '../faults/faults.ts'
import type { SwitchName } from '../identity/switches.ts'
import type { SampleAccount } from '../registrations/registrations.ts'
import type { Exchange } from './exchange-log.ts'

/** Undoes a change. A second call has no effect. */
export type Undo = () => void

/** A cookie as Playwright and other tools take it. */
export interface SessionCookie {
  name: string
  value: string
  url: string
  httpOnly: true
  sameSite: 'Lax' | 'None'
}

/** Something that stores cookies, such as a browser context of Playwright. */
export interface CookieJar {
  addCookies(cookies: SessionCookie[]): Promise<unknown>
}

export type ServerName = Exchange['server']

export type AccountFlags = Pick<
  SampleAccount,
  | 'disabled'
  | 'blocked'
  | 'needsMfa'
  | 'unassigned'
  | 'administrator'
  | 'needsAdminConsent'
  | 'claims'
  | 'groups'
  | 'roles'
>

/** What a test can change in a running local-entra. `reset` undoes everything except `addAppOrigin`. */
export interface Control {
  /**
   * Adds a fault, `times` times or until it is undone.
   * @throws {TypeError} for a header that HTTP does not allow
   */
  fault(fault: Fault): Undo
  /** The faults that are still to happen. */
  faults(): Fault[]

  /** The last 500 exchanges, oldest first. Tokens, codes and verifiers are replaced by their SHA-256. */
  exchanges(filter?: Partial<Pick<Exchange, 'server' | 'endpoint' | 'method'>>): Exchange[]
  /** Forgets the exchanges. */
  clearExchanges(): void

  /**
   * Signs accounts in to a browser without the sign-in page, with a second factor and all consents that need no
   * administrator.
   */
  signInAs(browser: CookieJar, userNames: string | string[]): Promise<void>
  /** The cookie that `signInAs` sets, for other tools. */
  sessionCookie(userNames: string[]): Promise<SessionCookie>
  /**
   * Ends the sessions and refresh tokens of an account, as a new password does, or of all accounts. On-behalf-of then refuses
   * their access tokens.
   */
  revoke(userName?: string): void
  /**
   * Withdraws the consents of an account, or all consents including those of administrators. With a scope, or several
   * separated by spaces, only the consents to these: the other APIs keep working.
   * @throws {Error} for a scope that no API exposes
   */
  withdrawConsent(userName?: string, scope?: string): void
  /** Declines the next consents without showing the page. Once by default. */
  declineConsent(times?: number): Undo
  /**
   * Signs an account in for the device that shows a user code, without the pages, with a second factor and all consents that
   * need no administrator.
   * @throws {Error} when the code cannot be used or the account cannot use the app
   */
  approveDeviceCode(userCode: string, userName: string): void
  /** Requires a second factor of every account. */
  requireMfa(): Undo
  /**
   * Changes an account: `{ blocked: true }`, `{ claims: { name: null } }`, `{ groups: ['<id>'] }`.
   * @throws {Error} for an account, a group, or an app or API of `roles` that is not registered
   */
  changeAccount(userName: string, flags: Partial<AccountFlags>): Undo

  /** The API, Microsoft Graph and on-behalf-of refuse the access tokens issued so far as expired. */
  expireAccessTokens(): Undo
  /** Expires the refresh tokens issued so far. */
  expireRefreshTokens(): void
  /** Sets the lifetime of new access tokens. In process it may be negative: the token has expired when it is issued. */
  setAccessTokenLifetime(seconds: number): Undo
  /** Adds a text to every new token, to find where tokens are stored or sent. */
  plantCanary(text: string): Undo
  /** Moves the clock of all servers, forwards or back. */
  moveClock(seconds: number): Undo
  /** Signs with the next key, which the key set already contains. */
  rotateKeys(): void
  /** Replaces all keys by one that no client knows. The API fetches it at once. */
  replaceKeys(): Undo

  /** Sets the response of the API, any JSON, for all accounts or for one. */
  setForecast(forecast: unknown, userName?: string): Undo
  /**
   * Sets headers of the forecast in place of `Cache-Control: no-store`. With `ETag` or `Last-Modified`, the API responds to
   * conditional requests with 304.
   */
  setForecastHeaders(headers: Record<string, string>): Undo
  /** The API requires an authentication context (step-up authentication). `c1` by default. */
  requireStepUp(context?: string): Undo
  /** The API and Microsoft Graph require a token issued from now on (continuous access evaluation). */
  demandClaims(): Undo
  /**
   * Adds challenges before and after each challenge of the API: `{ before: ['Negotiate', 'NTLM'] }`. They share one header
   * field, or have one each with `separately`.
   */
  addChallenges(others: { before?: string[]; after?: string[]; separately?: boolean }): Undo
  /** The API responds with 429 to more than this number of requests in this number of seconds. */
  limitRate(requests: number, seconds: number): Undo

  /** Turns one of the switches on or off. */
  setSwitch(name: SwitchName, value: boolean): Undo
  /**
   * Opens the API to an origin, such as `http://localhost:3000`, and registers `<origin>/` and `<origin>/redirect.html` for
   * each app that came without redirect URIs. For an app below a path: `http://localhost:3000/app/`.
   */
  addAppOrigin(origin: string): void
  /** Closes the port of a server, by default that of the identity provider. */
  pause(server?: ServerName): Promise<void>
  /** Opens the port again. */
  resume(server?: ServerName): Promise<void>
  /** Restores the state after the start, except the app origins. */
  reset(): Promise<void>
}
