import {
  type AccountInfo,
  type AuthenticationResult,
  CacheLookupPolicy,
  type IPublicClientApplication,
} from '@azure/msal-browser'
import type { Config } from '../config/config.ts'
import { AuthenticationError, toAuthenticationError } from './authentication-error.ts'
import { findWrongClaim } from './id-token-claims.ts'
import type { IdentityObserver } from './identity-observer.ts'
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

/** Everything that a session asks of MSAL, in one place; loaded only when it is needed. Throws {@link AuthenticationError}. */
export interface IdentityClient {
  /** For msal-react. */
  msal: IPublicClientApplication
  /** Redeems the code of an authorization response, and checks who came back with it. */
  complete: (fragment: string) => Promise<AuthenticationResult | undefined>
  /** Ends an interaction that was left unfinished: else the next one is `interaction_in_progress`. */
  settle: () => Promise<void>
  /** A token from the cache or by the refresh token. */
  acquire: (account: AccountInfo, request?: TokenRequest) => Promise<AuthenticationResult>
  /** A token from the identity provider's own session, through a hidden frame. */
  acquireInFrame: (loginHint: string, request?: TokenRequest) => Promise<AuthenticationResult>
  /** Leaves the page; never resolves. */
  leaveToSignIn: (request: AuthorizationRequest) => Promise<never>
  /** Forgets every account, then leaves the page; never resolves. */
  leaveToSignOut: (account: AccountInfo | null) => Promise<never>
  /** Forgets an account and its tokens in this tab; without one, all of them. */
  forget: (account?: AccountInfo) => Promise<void>
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

  async function complete(fragment: string): Promise<AuthenticationResult | undefined> {
    const options = { hash: `#${fragment}`, navigateToLoginRequestUrl: false }
    const result = await msal.handleRedirectPromise(options)
    return result ? checked(result) : undefined
  }

  async function checked(result: AuthenticationResult): Promise<AuthenticationResult> {
    const wrong = await findWrongClaimByTrueTime(result)
    if (wrong === undefined) return result
    await msal.clearCache({ account: result.account })
    throw new AuthenticationError('id_token_refused', `The claim "${wrong}" does not fit.`)
  }

  async function findWrongClaimByTrueTime({ idTokenClaims }: AuthenticationResult) {
    const wrong = findWrongClaim(idTokenClaims, config, Date.now() / 1000)
    return wrong === 'exp' ? findWrongClaim(idTokenClaims, config, await getTrueTime()) : wrong
  }

  async function acquire(account: AccountInfo, request: TokenRequest = {}) {
    const { claims, forceRefresh } = request
    const cacheLookupPolicy = forceRefresh
      ? CacheLookupPolicy.RefreshToken
      : CacheLookupPolicy.AccessTokenAndRefreshToken
    const result = await msal.acquireTokenSilent({
      scopes,
      account,
      redirectUri,
      cacheLookupPolicy,
      ...(claims && { claims }),
    })
    // MSAL files the tokens of whoever the answer names under whoever it names; they must be the same person.
    if (result.account.homeAccountId === account.homeAccountId) return result
    await msal.clearCache({ account: result.account })
    throw new AuthenticationError('other_account', 'The answer was for another account.')
  }

  async function acquireInFrame(loginHint: string, { claims }: TokenRequest = {}) {
    const request = { scopes, redirectUri, loginHint, ...(claims && { claims }) }
    return checked(await msal.ssoSilent(request))
  }

  async function leaveToSignIn(request: AuthorizationRequest): Promise<never> {
    const { prompt, loginHint, claims } = request
    const client = await redirects()
    await client.loginRedirect({
      scopes,
      ...(prompt && { prompt }),
      ...(loginHint && { loginHint }),
      ...(claims && { claims }),
    })
    throw new AuthenticationError('sign_in_unfinished', 'The browser did not leave this page.')
  }

  async function leaveToSignOut(account: AccountInfo | null): Promise<never> {
    const client = await redirects()
    await msal.clearCache()
    await client.logoutRedirect({ account })
    return new Promise<never>(() => {})
  }

  return {
    msal,
    complete: named(complete),
    settle: named(async () => {
      await msal.handleRedirectPromise({ navigateToLoginRequestUrl: false })
    }),
    acquire: named(acquire),
    acquireInFrame: named(acquireInFrame),
    leaveToSignIn: named(leaveToSignIn),
    leaveToSignOut: named(leaveToSignOut),
    forget: named((account?: AccountInfo) => msal.clearCache(account && { account })),
  }
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
