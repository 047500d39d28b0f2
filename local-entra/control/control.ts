import type { Fault } from '../faults/faults.ts'
import type { SessionCookie } from '../identity/sessions/start-session.ts'
import type { SwitchName } from '../identity/switches.ts'
import type { SampleAccount } from '../registrations/registrations.ts'
import type { Exchange } from './exchange-log.ts'

/** Ends what was started; more than once does no harm. */
export type Undo = () => void

/** Anything that takes cookies, such as a browser context of Playwright. */
export interface CookieJar {
  addCookies(cookies: SessionCookie[]): Promise<unknown>
}

export type ServerName = 'identity' | 'weather-api'

export type AccountFlags = Pick<
  SampleAccount,
  | 'disabled'
  | 'blocked'
  | 'needsMfa'
  | 'unassigned'
  | 'administrator'
  | 'needsAdminConsent'
  | 'claims'
>

/** What a test can do to the stack. Everything can be undone, and `reset` undoes it all. */
export interface Control {
  /** Makes something go wrong, as often as it says. */
  fault(fault: Fault): Undo
  faults(): Fault[]

  /** The last exchanges, oldest first; tokens, codes and verifiers as SHA-256. */
  exchanges(filter?: Partial<Pick<Exchange, 'server' | 'endpoint' | 'method'>>): Exchange[]
  clearExchanges(): void

  /** Signs people in to a browser without the form, all consents given. */
  signInAs(browser: CookieJar, userNames: string | string[]): Promise<void>
  /** The cookie that `signInAs` would set, for other tools. */
  sessionCookie(userNames: string[]): Promise<SessionCookie>
  /** Ends a person's sessions and refresh tokens, or everybody's: password changed. */
  revoke(userName?: string): void
  /** Withdraws a user's consents, or all of them with those of administrators: they are asked again. */
  withdrawConsent(userName?: string): void
  /** The next consents are declined without asking. */
  declineConsent(times?: number): Undo
  /** Everybody needs a second factor. */
  requireMfa(): Undo
  /** Changes what is special about an account: `{ blocked: true }`, `{ claims: { name: null } }`. */
  changeAccount(userName: string, flags: Partial<AccountFlags>): Undo

  /** The API refuses every access token issued until now as expired. */
  expireAccessTokens(): Undo
  /** Refresh tokens issued until now are at their end. */
  expireRefreshTokens(): void
  /** Access tokens issued from now on live so many seconds. */
  setAccessTokenLifetime(seconds: number): Undo
  /** Plants a text in every token issued from now on. */
  plantCanary(text: string): Undo
  /** Moves the clock of both servers. */
  moveClock(seconds: number): Undo
  /** The next, announced key signs from now on. */
  rotateKeys(): void
  /** An unannounced key signs from now on, and the others are withdrawn. The API fetches it at once, without 30 s of waiting. */
  replaceKeys(): Undo

  /** What the API answers from now on, any JSON, to everyone or to one account. */
  setForecast(forecast: unknown, userName?: string): Undo
  /**
   * The API answers forecasts with these headers in place of `Cache-Control: no-store`. With an `ETag` or a `Last-Modified`
   * it answers conditional requests with 304.
   */
  setForecastHeaders(headers: Record<string, string>): Undo
  /** The API wants this authentication context: step-up. */
  requireStepUp(context?: string): Undo
  /** The API wants a token that was issued from now on: continuous access evaluation. */
  demandClaims(): Undo
  /**
   * Adds challenges around each one of the API: `{ before: ['Negotiate', 'NTLM'] }`. They are a list in one header field, or
   * `separately` in several fields.
   */
  addChallenges(others: { before?: string[]; after?: string[]; separately?: boolean }): Undo
  /** The API answers 429 beyond so many requests in so many seconds. */
  limitRate(requests: number, seconds: number): Undo

  setSwitch(name: SwitchName, value: boolean): Undo
  /**
   * Registers `<origin>/` and `<origin>/redirect.html`, and lets the API answer the origin. An app below a path is named by
   * its address: `http://localhost:3000/app/`.
   */
  addAppOrigin(origin: string): void
  /** A server goes down: its port is closed. The identity provider, if nothing is said. */
  pause(server?: ServerName): Promise<void>
  resume(server?: ServerName): Promise<void>
  /** Back to how the stack started, but for the app origins. */
  reset(): Promise<void>
}
