import {
  AuthError,
  type AuthenticationResult,
  BrowserAuthErrorCodes,
  CacheLookupPolicy,
  ClientConfigurationErrorCodes,
  type IPublicClientApplication,
} from '@azure/msal-browser'
import { type Config, endpointsOf } from '../../config/config.ts'
import { getServerTime } from '../../http/host.ts'
import { readAccess } from '../access.ts'
import { AuthenticationError } from '../errors.ts'
import type { Pause } from '../pause.ts'
import type { SessionEvent } from '../session-events.ts'
import type { Account } from '../tab.ts'
import { createMsalClients } from './configure.ts'
import { keepPause } from './network.ts'
import { createVerification } from './verify.ts'

/** The tokens of an account. */
export interface Tokens {
  account: Account
  accessToken: string
  /** The granted scopes: `scope` of the token response, or the requested ones if it has none (RFC 6749 §5.1). */
  scopes: readonly string[]
  /** When the access token expires, in milliseconds since 1970. */
  expiresAt: number
  /** When the identity provider asks for a renewal (`refresh_in`), in milliseconds since 1970. */
  refreshAt?: number | undefined
}

export interface TokenRequest {
  /** Scopes of one API, each with its resource. */
  scopes: readonly string[]
  /** Claims that the API demands (OpenID Connect Core 1.0 §5.5). */
  claims?: string | undefined
  /** Ignores the cached token, because the API has rejected it. */
  forceRefresh?: boolean | undefined
}

/** A redirect to the authorization endpoint. */
export interface AuthorizationRequest {
  scopes: readonly string[]
  /** `select_account` lets the user choose an account, `none` shows nothing (OpenID Connect Core 1.0 §3.1.2.1). */
  prompt?: 'select_account' | 'none' | undefined
  loginHint?: string | undefined
  claims?: string | undefined
}

/** MSAL, as the session uses it. Its promises reject with {@link AuthenticationError}. */
export interface IdentityClient {
  /** For MSAL's React provider: holds accounts and tokens, and ignores redirects, which `complete` handles. */
  msal: IPublicClientApplication
  /** Redeems the code of an authorization response, and verifies the ID token. */
  complete: (fragment: string) => Promise<Tokens | undefined>
  setActiveAccount: (account: Account) => void
  /** Whether MSAL has tokens of this account. */
  knows: (account: Account) => boolean
  /** Gets a token from the cache or with the refresh token. */
  acquire: (account: Account, request: TokenRequest) => Promise<Tokens>
  /** Gets a token through a hidden frame, from the identity provider's own session. */
  acquireInFrame: (account: Account, request: TokenRequest) => Promise<Tokens>
  /** Rejects when the identity provider does not respond. */
  ping: () => Promise<void>
  /** Redirects; never resolves. */
  leaveToSignIn: (request: AuthorizationRequest) => Promise<never>
  /** Removes every account, then redirects; never resolves. */
  leaveToSignOut: (account: Account | undefined) => Promise<never>
  /** Removes an account and its tokens, or all of them. Responses for it that arrive later are refused. */
  forget: (account?: Account) => Promise<void>
}

/**
 * @param app the URL of the app, which ends with `/`
 * @param pause while it lasts, no tokens are requested
 * @param emit receives what happens between the page and the identity provider
 */
export async function createIdentityClient(
  config: Config,
  app: string,
  pause: Pause,
  emit: (event: SessionEvent) => void,
): Promise<IdentityClient> {
  const { tokens: msal, redirects } = await withAuthenticationErrors(createMsalClients)(
    config,
    app,
    pause,
    emit,
  )
  // A page of its own, because the app must not load in a hidden frame.
  const redirectUri = `${app}redirect.html`
  const { verifySignIn, verify, forget } = createVerification(msal, config, getServerTime)

  async function complete(fragment: string): Promise<Tokens | undefined> {
    const options = { hash: `#${fragment}`, navigateToLoginRequestUrl: false }
    const result = await withOwnFragment(() => msal.handleRedirectPromise(options))
    return result ? toTokens(await verifySignIn(result)) : undefined
  }

  async function acquire(account: Account, { scopes, claims, forceRefresh }: TokenRequest) {
    const known = msal.getAccount(idsOf(account)) ?? account
    const result = await msal.acquireTokenSilent({
      account: known,
      scopes: [...scopes],
      redirectUri,
      cacheLookupPolicy: forceRefresh
        ? CacheLookupPolicy.RefreshToken
        : CacheLookupPolicy.AccessTokenAndRefreshToken,
      ...(claims && { claims }),
    })
    return toTokens(await verify(result, known))
  }

  async function acquireInFrame(account: Account, { scopes, claims }: TokenRequest) {
    // During a pause the frame's code could not be redeemed.
    keepPause(pause)
    const request = { scopes: [...scopes], redirectUri, loginHint: hintOf(account) }
    const result = await msal.ssoSilent({ ...request, ...(claims && { claims }) })
    return toTokens(await verify(result, account))
  }

  // Any response proves that it is up, even `invalid_request` for this empty request.
  async function ping(): Promise<void> {
    const { networkClient } = msal.getConfiguration().system
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    await networkClient.sendPostRequestAsync(endpointsOf(config).token_endpoint, { headers })
  }

  // An unfinished interaction would make the next one fail with `interaction_in_progress`. Without `hash`, MSAL would read
  // the fragment of the page, which is unchecked.
  async function clearUnfinishedInteraction(): Promise<void> {
    const options = { hash: '#', navigateToLoginRequestUrl: false }
    await withOwnFragment(() => msal.handleRedirectPromise(options))
  }

  async function leaveToSignIn(request: AuthorizationRequest): Promise<never> {
    const { scopes, prompt, loginHint, claims } = request
    keepPause(pause)
    await clearUnfinishedInteraction()
    const client = await redirects()
    const leave = () =>
      client.loginRedirect({
        scopes: [...scopes],
        ...(prompt && { prompt }),
        ...(loginHint && { loginHint }),
        ...(claims && { claims }),
      })
    await leave().catch(async (error: unknown) => {
      if (isOfOtherAuthority(error)) client.setActiveAccount(null)
      else if (isOfOtherApp(error)) await client.clearCache()
      else throw error
      return leave()
    })
    throw new AuthenticationError('sign_in_unfinished', 'The browser did not leave this page.')
  }

  async function leaveToSignOut(account: Account | undefined): Promise<never> {
    await forget()
    await clearUnfinishedInteraction()
    await (await redirects()).logoutRedirect({ account: account ?? null })
    return new Promise<never>(() => {})
  }

  return {
    msal: withoutRedirect(msal),
    complete: withAuthenticationErrors(complete),
    setActiveAccount: (account) => msal.setActiveAccount(account),
    knows: (account) => msal.getAccount(idsOf(account)) !== null,
    acquire: withAuthenticationErrors(acquire, { isRenewal: true }),
    acquireInFrame: withAuthenticationErrors(acquireInFrame, { isRenewal: true }),
    ping: withAuthenticationErrors(ping),
    leaveToSignIn: withAuthenticationErrors(leaveToSignIn),
    leaveToSignOut: withAuthenticationErrors(leaveToSignOut),
    forget: withAuthenticationErrors(forget),
  }
}

/** The `login_hint` of an account: the identity provider's opaque hint, or else the user name. */
export function hintOf({ loginHint, username }: Account): string {
  return loginHint ?? username
}

function toTokens(result: AuthenticationResult): Tokens {
  const { accessToken, scopes, expiresOn, refreshOn } = result
  return {
    account: toAccount(result),
    accessToken,
    scopes,
    expiresAt: expiresOn?.getTime() ?? 0,
    refreshAt: refreshOn?.getTime(),
  }
}

function toAccount({ account, idTokenClaims }: AuthenticationResult): Account {
  const { homeAccountId, localAccountId, environment, tenantId } = account
  // MSAL copies these from the ID token, of any type.
  const { username, name, loginHint }: Record<string, unknown> = { ...account }
  const { sid } = idTokenClaims as { sid?: unknown }
  return {
    homeAccountId,
    localAccountId,
    environment,
    tenantId,
    username: typeof username === 'string' ? username : '',
    ...(typeof name === 'string' && { name }),
    ...(typeof loginHint === 'string' && { loginHint }),
    ...(typeof sid === 'string' && { sid }),
    ...readAccess(idTokenClaims),
  }
}

// With the environment, because MSAL may still have the account of a previously configured authority.
function idsOf({ homeAccountId, localAccountId, environment, tenantId }: Account) {
  return { homeAccountId, localAccountId, environment, tenantId }
}

// MSAL uses the previously active account, which does not exist at a newly configured authority.
function isOfOtherAuthority(error: unknown): boolean {
  const { authorityMismatch } = ClientConfigurationErrorCodes
  return error instanceof AuthError && error.errorCode === authorityMismatch
}

// Another app of this origin that uses MSAL has left a sign-in unfinished in this tab. Only clearing MSAL's cache removes
// it.
function isOfOtherApp(error: unknown): boolean {
  const { interactionInProgress } = BrowserAuthErrorCodes
  return error instanceof AuthError && error.errorCode === interactionInProgress
}

// MSAL removes a fragment that contains `code`, `error` or `state` from the address bar, even when it gets another one as
// `hash`. This restores the fragment of the page.
async function withOwnFragment<T>(call: () => Promise<T>): Promise<T> {
  const { href, hash } = location
  if (!/[#&/](?:code|error|state)=/.test(hash)) return call()
  history.replaceState(history.state, '', href.slice(0, -hash.length))
  return call().finally(() => history.replaceState(history.state, '', href))
}

// MSAL's React provider calls `handleRedirectPromise` as soon as it renders, which would redeem an unchecked response in the
// address bar.
function withoutRedirect(client: IPublicClientApplication): IPublicClientApplication {
  return Object.create(client, { handleRedirectPromise: { value: noRedirect } })
}

function noRedirect(): Promise<null> {
  return Promise.resolve(null)
}

/** Wraps a function: it rejects with {@link AuthenticationError} for errors of MSAL. */
function withAuthenticationErrors<Parameters extends unknown[], Result>(
  call: (...parameters: Parameters) => Promise<Result>,
  { isRenewal } = { isRenewal: false },
): (...parameters: Parameters) => Promise<Result> {
  return (...parameters) =>
    call(...parameters).catch((error: unknown) => {
      throw isMsalError(error) ? toAuthenticationError(error, isRenewal) : error
    })
}

// A hidden frame that failed or timed out could not use a session: the user has to sign in, as without one.
const frameFailures = new Set(['timed_out', 'iframe_closed_prematurely', 'block_iframe_reload'])

// MSAL's errors have no common class: the one for a full cache is not an `AuthError`.
interface MsalError extends Error {
  errorCode: string
  errorMessage?: string
  /** From `error_codes` of the token response, or from `error_uri`. */
  errorNo?: string | number
  subError?: string
  correlationId?: string
  claims?: string
  /** Set by network.ts. */
  retryAfter?: number
}

function isMsalError(error: unknown): error is MsalError {
  return error instanceof Error && 'errorCode' in error && typeof error.errorCode === 'string'
}

function toAuthenticationError(error: MsalError, isRenewal: boolean): AuthenticationError {
  const { name, errorCode, errorMessage, message } = error
  const { subError, errorNo = '', correlationId, retryAfter, claims } = error
  return new AuthenticationError(errorCode, errorMessage ?? message, {
    suberror: subError ?? '',
    number: String(errorNo),
    isRenewal,
    correlationId: correlationId ?? '',
    needsPerson: name === 'InteractionRequiredAuthError' || frameFailures.has(errorCode),
    retryAfter,
    // Conditional Access returns the claims that would satisfy it.
    claims: claims || undefined,
    cause: error,
  })
}
