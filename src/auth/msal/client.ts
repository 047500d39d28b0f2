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
import { AuthenticationError } from '../errors.ts'
import type { Pause } from '../pause.ts'
import type { SessionEvent } from '../session-events.ts'
import type { Account } from '../tab.ts'
import { createMsalClients } from './configure.ts'
import { keepPause } from './network.ts'
import { createVerification } from './verify.ts'

/** An access token, and whose it is. */
export interface Tokens {
  account: Account
  accessToken: string
  /** What was granted: `scope` of the token answer, or what was asked for where it has none (RFC 6749 §5.1). */
  scopes: readonly string[]
  /** When the access token expires, in milliseconds since 1970. */
  expiresAt: number
  /** From when on the identity provider would like it to be renewed (`refresh_in`). */
  refreshAt?: number | undefined
}

/** Which access token is asked for. */
export interface TokenRequest {
  /** The permissions of one API, each with its resource. */
  scopes: readonly string[]
  /** Claims that the API demands (OpenID Connect Core 1.0 §5.5). */
  claims?: string | undefined
  /** The API refused the token at hand: do not take it from the cache. */
  forceRefresh?: boolean | undefined
}

/** How to leave for the identity provider. */
export interface AuthorizationRequest {
  scopes: readonly string[]
  /** `select_account` lets the user choose or add one, `none` asks without showing anything (OpenID Connect Core 1.0 §3.1.2.1). */
  prompt?: 'select_account' | 'none' | undefined
  /** Which account to sign in. */
  loginHint?: string | undefined
  claims?: string | undefined
}

/** Everything that a session asks of MSAL. Throws {@link AuthenticationError}. */
export interface IdentityClient {
  /** The client that holds accounts and tokens, for MSAL's React provider. It knows of no redirect: `complete` does. */
  msal: IPublicClientApplication
  /** Redeems the code of an authorization response, and checks who came back with it. */
  complete: (fragment: string) => Promise<Tokens | undefined>
  setActiveAccount: (account: Account) => void
  /** Whether there are tokens of this account. */
  knows: (account: Account) => boolean
  /** A token from the cache or by the refresh token. */
  acquire: (account: Account, request: TokenRequest) => Promise<Tokens>
  /** A token from the identity provider's own session, through a hidden frame. */
  acquireInFrame: (account: Account, request: TokenRequest) => Promise<Tokens>
  /** Fails when the identity provider does not answer at all. */
  ping: () => Promise<void>
  /** Leaves the page; never resolves. */
  leaveToSignIn: (request: AuthorizationRequest) => Promise<never>
  /** Forgets every account, then leaves the page; never resolves. */
  leaveToSignOut: (account: Account | undefined) => Promise<never>
  /** Forgets an account and its tokens; without one, all of them. Answers for it that are under way are refused. */
  forget: (account?: Account) => Promise<void>
}

/**
 * @param app the app's own address, which ends with `/`
 * @param pause during which nothing asks the identity provider for tokens
 * @param emit is told what passes between the page and the identity provider
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
  // The app itself must not load in a hidden frame.
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
    // A code that comes back during a pause could not be redeemed.
    keepPause(pause)
    const request = { scopes: [...scopes], redirectUri, loginHint: hintOf(account) }
    const result = await msal.ssoSilent({ ...request, ...(claims && { claims }) })
    return toTokens(await verify(result, account))
  }

  // Any answer will do, even that an empty request is invalid.
  async function ping(): Promise<void> {
    const { networkClient } = msal.getConfiguration().system
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    await networkClient.sendPostRequestAsync(endpointsOf(config).token_endpoint, { headers })
  }

  // An unfinished interaction would make the next one `interaction_in_progress`. Without a fragment of ours MSAL would take
  // the page's own, which is unchecked.
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

/** How to name an account to the identity provider: by its own opaque hint where it gave one, else by the user name. */
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
  // MSAL takes them from the ID token as they are.
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
  }
}

// With the environment: after the app has moved to another authority, MSAL still knows the account of the one before.
function idsOf({ homeAccountId, localAccountId, environment, tenantId }: Account) {
  return { homeAccountId, localAccountId, environment, tenantId }
}

// MSAL sends the previously active account, which does not exist at a newly configured authority.
function isOfOtherAuthority(error: unknown): boolean {
  const { authorityMismatch } = ClientConfigurationErrorCodes
  return error instanceof AuthError && error.errorCode === authorityMismatch
}

// Another app of this origin that uses MSAL left a sign-in unfinished in this tab. MSAL forgets that with its whole cache only.
function isOfOtherApp(error: unknown): boolean {
  const { interactionInProgress } = BrowserAuthErrorCodes
  return error instanceof AuthError && error.errorCode === interactionInProgress
}

// MSAL clears a fragment that has `code`, `error` or `state` in it, though it was given another: that one is the page's own.
async function withOwnFragment<T>(call: () => Promise<T>): Promise<T> {
  const { href, hash } = location
  if (!/[#&/](?:code|error|state)=/.test(hash)) return call()
  history.replaceState(history.state, '', href.slice(0, -hash.length))
  return call().finally(() => history.replaceState(history.state, '', href))
}

// MSAL's React provider asks for the answer to a redirect as soon as it is rendered, and would take any that stands in the
// address. Only `complete` takes one, after the checks of the session.
function withoutRedirect(client: IPublicClientApplication): IPublicClientApplication {
  return Object.create(client, { handleRedirectPromise: { value: noRedirect } })
}

function noRedirect(): Promise<null> {
  return Promise.resolve(null)
}

/** The same function, with MSAL's errors as {@link AuthenticationError}. */
function withAuthenticationErrors<Parameters extends unknown[], Result>(
  call: (...parameters: Parameters) => Promise<Result>,
  { isRenewal } = { isRenewal: false },
): (...parameters: Parameters) => Promise<Result> {
  return (...parameters) =>
    call(...parameters).catch((error: unknown) => {
      throw isMsalError(error) ? toAuthenticationError(error, isRenewal) : error
    })
}

// A hidden frame that failed or timed out found no session that it could use: to the user that is the same as none.
const frameFailures = new Set(['timed_out', 'iframe_closed_prematurely', 'block_iframe_reload'])

// MSAL's errors have no class in common: that of a full cache is no AuthError.
interface MsalError extends Error {
  errorCode: string
  errorMessage?: string
  /** `error_codes` of the token answer, or what `error_uri` names. */
  errorNo?: string | number
  subError?: string
  correlationId?: string
  claims?: string
  /** Of the app's own network client. */
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
    // Conditional Access says in its refusal what would satisfy it.
    claims: claims || undefined,
    cause: error,
  })
}
