import type { AccountInfo, IPublicClientApplication } from '@azure/msal-browser'
import type { Config } from '../config/config.ts'
import { AuthenticationError, toAuthenticationError } from './authentication-error.ts'
import type { AuthorizationResponse } from './authorization-response.ts'
import { parseReturnPath } from './return-path.ts'
import { createStore, type ReadableStore } from './store.ts'
import { forget, recall, remember } from './tab-storage.ts'

/** Who is signed in. `unknown` until the session has been restored: no page may be shown before. */
export type SessionState =
  { status: 'unknown' } | { status: 'signed-out' } | { status: 'signed-in'; account: AccountInfo }

export interface SignInRequest {
  /** Path, query and fragment to come back to. */
  returnTo: string
  /** `select_account` lets the person choose, or add, an account (OpenID Connect Core 1.0 §3.1.2.1). */
  prompt?: 'select_account'
}

/** The session of this tab: one account, its access token, and the ways in and out. */
export interface Session extends ReadableStore<SessionState> {
  /**
   * Brings back the session of this tab, or completes the sign-in that the response answers.
   * @throws {AuthenticationError} when a sign-in failed; the session is then signed out
   */
  restore: (response?: AuthorizationResponse) => Promise<void>
  /** Leaves for the identity provider. Never resolves; rejects when the person came back without an answer. */
  signIn: (request: SignInRequest) => Promise<never>
  /** Ends the session here and at the identity provider. Never resolves. */
  signOut: () => Promise<never>
  /**
   * An access token for the weather API: silently where that works, else by leaving for the identity provider.
   * @param returnTo the page to come back to in that case
   * @throws {AuthenticationError} when neither works
   */
  getAccessToken: (returnTo: string) => Promise<string>
  /** The page asked for when a sign-in was begun in this tab, until an answer has come to it. */
  getPendingSignIn: () => string | undefined
  /** The MSAL client, loaded on first use. */
  getClient: () => Promise<IPublicClientApplication>
}

/**
 * @param config whom to sign in with and which scope to ask for
 * @param origin the app's own origin
 */
export function createSession(config: Config, origin: string): Session {
  const scopes = [config.weatherApi.scope]
  const store = createStore<SessionState>({ status: 'unknown' })
  let client: Promise<IPublicClientApplication> | undefined
  let leaving = false
  let cameBack = false

  // Loaded when wanted: the signed-out page does not wait for it.
  function getClient(): Promise<IPublicClientApplication> {
    client ??= import('./msal-client.ts').then((msal) => msal.createMsalClient(config, origin))
    return client
  }

  async function restore(response?: AuthorizationResponse): Promise<void> {
    try {
      if (response) await complete(response)
      // Ends an interaction that was left unfinished: else the next one fails with `interaction_in_progress`.
      else await (await getClient()).handleRedirectPromise({ navigateToLoginRequestUrl: false })
      const account = (await getClient()).getActiveAccount()
      if (account) return enter(account)
      leave()
    } catch (error) {
      leave()
      throw toAuthenticationError(error)
    }
  }

  async function complete({ fragment, refusal }: AuthorizationResponse): Promise<void> {
    cameBack = true
    forget('pendingSignIn')
    if (refusal !== undefined) throw new AuthenticationError('response_refused', refusal)
    const msal = await getClient()
    const result = await msal.handleRedirectPromise({
      hash: `#${fragment}`,
      navigateToLoginRequestUrl: false,
    })
    if (result) msal.setActiveAccount(result.account)
  }

  function enter(account: AccountInfo): void {
    remember('session', 'yes')
    store.set({ status: 'signed-in', account })
  }

  function leave(): void {
    forget('session')
    store.set({ status: 'signed-out' })
  }

  async function signIn({ returnTo, prompt }: SignInRequest): Promise<never> {
    if (leaving) return forever()
    leaving = true
    try {
      // The public page starts a sign-in without having restored anything.
      if (store.getState().status === 'unknown') await restore()
      remember('pendingSignIn', returnTo)
      const msal = await getClient()
      await msal.loginRedirect({ scopes, ...(prompt && { prompt }) })
      throw new AuthenticationError('sign_in_unfinished', 'The browser did not leave this page.')
    } catch (error) {
      throw toAuthenticationError(error)
    } finally {
      leaving = false
    }
  }

  async function signOut(): Promise<never> {
    const msal = await getClient()
    const account = msal.getActiveAccount()
    leave()
    await msal.logoutRedirect({ account })
    return forever()
  }

  async function getAccessToken(returnTo: string): Promise<string> {
    try {
      return await acquireTokenSilently()
    } catch (cause) {
      const error = toAuthenticationError(cause)
      const needsPerson = error instanceof AuthenticationError && error.needsPerson
      // A page that has just come back from the identity provider does not leave again by itself: no loops.
      if (!needsPerson || cameBack) throw error
      return signIn({ returnTo })
    }
  }

  async function acquireTokenSilently(): Promise<string> {
    const msal = await getClient()
    const account = msal.getActiveAccount()
    if (!account) throw new AuthenticationError('no_account_error', '', { needsPerson: true })
    const redirectUri = `${origin}/redirect.html`
    const result = await msal.acquireTokenSilent({ scopes, account, redirectUri })
    return result.accessToken
  }

  const getPendingSignIn = () => parseReturnPath(recall('pendingSignIn'), origin)

  return { ...store, restore, signIn, signOut, getAccessToken, getPendingSignIn, getClient }
}

// The page is being left; whatever waits for it must not go on.
function forever(): Promise<never> {
  return new Promise<never>(() => {})
}
