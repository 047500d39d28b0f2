import {
  type AccountInfo,
  AuthError,
  type AuthenticationResult,
  CacheLookupPolicy,
  ClientConfigurationErrorCodes,
  type IPublicClientApplication,
} from '@azure/msal-browser'
import { type Config, tokenEndpointOf } from '../config/config.ts'
import { type Acceptance, createAcceptance } from './acceptance.ts'
import { AuthenticationError, toAuthenticationError } from './authentication-error.ts'
import type { IdentityObserver } from './identity-observer.ts'
import { hintOf } from './login-hint.ts'
import { createMsalClients } from './msal-client.ts'

/** How to ask for an access token. */
export interface TokenRequest {
  /** Claims that the protected API demands (OpenID Connect Core 1.0 §5.5). */
  claims?: string | undefined
  /** The API refused the token at hand: do not take it from the cache. */
  forceRefresh?: boolean
}

/** How to leave for the identity provider. */
export interface AuthorizationRequest {
  /** `select_account` lets the person choose or add one, `none` asks without showing anything (OpenID Connect Core 1.0 §3.1.2.1). */
  prompt?: 'select_account' | 'none'
  /** Whom to sign in. */
  loginHint?: string | undefined
  claims?: string | undefined
}

/** Everything that a session asks of MSAL, in one place. Throws {@link AuthenticationError}. */
export interface IdentityClient {
  /** The client that holds accounts and tokens, for MSAL's React provider. It knows of no redirect: `complete` does. */
  msal: IPublicClientApplication
  /** Redeems the code of an authorization response, and checks who came back with it. */
  complete: (fragment: string) => Promise<AuthenticationResult | undefined>
  /** Whether there are tokens of this account. */
  knows: (account: AccountInfo) => boolean
  /** A token from the cache or by the refresh token. */
  acquire: (account: AccountInfo, request?: TokenRequest) => Promise<AuthenticationResult>
  /** A token from the identity provider's own session, through a hidden frame. */
  acquireInFrame: (account: AccountInfo, request?: TokenRequest) => Promise<AuthenticationResult>
  /** Fails when the identity provider does not answer at all. */
  ping: () => Promise<void>
  /** Leaves the page; never resolves. */
  leaveToSignIn: (request: AuthorizationRequest) => Promise<never>
  /** Forgets every account, then leaves the page; never resolves. */
  leaveToSignOut: (account: AccountInfo | undefined) => Promise<never>
  forget: Acceptance['forget']
}

/**
 * @param getTrueTime the time in seconds since 1970 by another clock than this device's; asked only when an ID token
 * seems to have expired, since a device whose clock is hours off is no reason to turn someone away
 * @param observer watches what passes between the page and the identity provider
 */
export async function createIdentityClient(
  config: Config,
  origin: string,
  getTrueTime: () => Promise<number>,
  observer?: IdentityObserver,
): Promise<IdentityClient> {
  const { tokens: msal, redirects } = await named(createMsalClients)(config, origin, observer)
  const scopes = [config.weatherApi.scope]
  // The app itself must not load in a hidden frame.
  const redirectUri = `${origin}/redirect.html`
  const { acceptAnyone, accept, forget } = createAcceptance(msal, config, getTrueTime)

  async function complete(fragment: string): Promise<AuthenticationResult | undefined> {
    const options = { hash: `#${fragment}`, navigateToLoginRequestUrl: false }
    const result = await msal.handleRedirectPromise(options)
    return result ? acceptAnyone(result) : undefined
  }

  async function acquire(account: AccountInfo, request: TokenRequest = {}) {
    const { claims, forceRefresh } = request
    const cacheLookupPolicy = forceRefresh
      ? CacheLookupPolicy.RefreshToken
      : CacheLookupPolicy.AccessTokenAndRefreshToken
    const known = msal.getAccount(idsOf(account)) ?? account
    const parameters = { scopes, redirectUri, cacheLookupPolicy, ...(claims && { claims }) }
    return accept(await msal.acquireTokenSilent({ ...parameters, account: known }), known)
  }

  async function acquireInFrame(account: AccountInfo, { claims }: TokenRequest = {}) {
    const loginHint = hintOf(account)
    const parameters = { scopes, redirectUri, loginHint, ...(claims && { claims }) }
    return accept(await msal.ssoSilent(parameters), account)
  }

  // Any answer will do, be it that an empty request is an invalid one.
  async function ping(): Promise<void> {
    const { networkClient } = msal.getConfiguration().system
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    await networkClient.sendPostRequestAsync(tokenEndpointOf(config), { headers })
  }

  // An interaction that was left unfinished would make the next one `interaction_in_progress`. Without a fragment of ours
  // MSAL would take the page's own, which nobody has checked.
  async function settle(): Promise<void> {
    await msal.handleRedirectPromise({ hash: '#', navigateToLoginRequestUrl: false })
  }

  async function leaveToSignIn(request: AuthorizationRequest): Promise<never> {
    const { prompt, loginHint, claims } = request
    await settle()
    const client = await redirects()
    const leave = () =>
      client.loginRedirect({
        scopes,
        ...(prompt && { prompt }),
        ...(loginHint && { loginHint }),
        ...(claims && { claims }),
      })
    await leave().catch((error: unknown) => {
      if (!isOfOtherAuthority(error)) throw error
      client.setActiveAccount(null)
      return leave()
    })
    throw new AuthenticationError('sign_in_unfinished', 'The browser did not leave this page.')
  }

  async function leaveToSignOut(account: AccountInfo | undefined): Promise<never> {
    await forget()
    await settle()
    await (await redirects()).logoutRedirect({ account: account ?? null })
    return new Promise<never>(() => {})
  }

  return {
    msal: withoutRedirect(msal),
    complete: named(complete),
    knows: (account) => msal.getAccount(idsOf(account)) !== null,
    acquire: named(acquire),
    acquireInFrame: named(acquireInFrame),
    ping: named(ping),
    leaveToSignIn: named(leaveToSignIn),
    leaveToSignOut: named(leaveToSignOut),
    forget: named(forget),
  }
}

// The environment, too: after the app has moved to another authority, MSAL still knows the account of the one before.
function idsOf({ homeAccountId, localAccountId, environment, tenantId }: AccountInfo) {
  return { homeAccountId, localAccountId, environment, tenantId }
}

// MSAL asks for the account that was active, which an authority that was configured since does not know.
function isOfOtherAuthority(error: unknown): boolean {
  const { authorityMismatch } = ClientConfigurationErrorCodes
  return error instanceof AuthError && error.errorCode === authorityMismatch
}

// MSAL's React provider asks for the answer to a redirect as soon as it is rendered, and would take any that stands in the
// address. Only `complete` takes one, after the checks of the session.
function withoutRedirect(client: IPublicClientApplication): IPublicClientApplication {
  return Object.create(client, { handleRedirectPromise: { value: noRedirect } })
}

function noRedirect(): Promise<null> {
  return Promise.resolve(null)
}

/** The same function, with MSAL's errors in the words of this app. */
function named<Parameters extends unknown[], Result>(
  call: (...parameters: Parameters) => Promise<Result>,
): (...parameters: Parameters) => Promise<Result> {
  return (...parameters) =>
    call(...parameters).catch((error: unknown) => {
      throw toAuthenticationError(error)
    })
}
