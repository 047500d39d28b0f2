import type { AuthorizationResponse } from './authorization-response.ts'
import { AuthenticationError } from './errors.ts'
import {
  type AuthorizationRequest,
  hintOf,
  type IdentityClient,
  type Tokens,
} from './msal/client.ts'
import type { Tab } from './tab.ts'

export interface SignInRequest extends Omit<AuthorizationRequest, 'scopes'> {
  /** By default, the scope of the first API. */
  scopes?: readonly string[] | undefined
  /** Path, query and fragment of the page to return to. */
  returnTo: string
}

/** Redirects to the identity provider, and handles its response. */
export interface SignIn {
  /**
   * Redirects to the identity provider. Never resolves.
   * @throws {AuthenticationError} when the redirect failed, or the user came back without signing in
   */
  signIn: (request: SignInRequest) => Promise<never>
  /**
   * Redirects without a click. To prevent redirect loops, at most once per page load and not within five minutes after a
   * response, except for one claims challenge of each API and one silent sign-in. To keep Back working, not while the last
   * sign-in has no response.
   * @throws `reason` in those cases
   */
  signInAutomatically: (request: SignInRequest, reason: AuthenticationError) => Promise<never>
  /**
   * Completes a sign-in of this tab.
   * @param accept receives the tokens
   * @throws {AuthenticationError} when the sign-in failed; other accounts stay signed in
   */
  complete: (
    response: AuthorizationResponse,
    accept: (tokens: Tokens) => Promise<void>,
  ) => Promise<void>
  /**
   * Forgets a sign-in for these scopes that has no response, because there is a token for them. Does nothing during a redirect.
   */
  forgetPendingSignIn: (requested: readonly string[]) => void
}

// Milliseconds.
const quietAfterAnswer = 5 * 60_000

/**
 * @param scopes what a sign-in requests by default
 * @param getSignOut the sign-out in progress, if any
 */
export function createSignIn(
  tab: Tab,
  getClient: () => Promise<Pick<IdentityClient, 'complete' | 'leaveToSignIn'>>,
  scopes: readonly string[],
  getSignOut: () => Promise<never> | undefined,
): SignIn {
  let leaving: Promise<never> | undefined
  let hasLeftAutomatically = false
  let isAnswered = false
  let wasSilent = false

  function signIn(request: SignInRequest): Promise<never> {
    // A click is a new attempt: after it, each API may demand its claims again.
    tab.forget('challenges')
    return leaveOnce(request)
  }

  function leaveOnce(request: SignInRequest): Promise<never> {
    const inProgress = getSignOut() ?? leaving
    if (inProgress) return inProgress
    leaving = leave(request).catch((error: unknown) => {
      leaving = undefined
      tab.forget('pendingSignIn')
      throw error
    })
    return leaving
  }

  async function leave({ returnTo, ...request }: SignInRequest): Promise<never> {
    const requested = request.scopes ?? scopes
    tab.remember('pendingSignIn', {
      returnTo,
      scopes: [...requested],
      silent: request.prompt === 'none',
      ...(request.claims !== undefined && { claims: request.claims }),
    })
    const client = await getClient()
    // After a sign-out, the next click must not sign the same account in: its session at the identity provider may still
    // exist.
    const prompt = request.prompt ?? (tab.recall('signedOut') ? 'select_account' : undefined)
    // The permission or the second factor is for this account, even if the browser has a session of another one.
    const account = prompt === undefined ? tab.getActiveAccount() : undefined
    const loginHint = request.loginHint ?? (account && hintOf(account))
    return client.leaveToSignIn({ ...request, scopes: requested, prompt, loginHint })
  }

  async function signInAutomatically(request: SignInRequest, reason: AuthenticationError) {
    const inProgress = getSignOut() ?? leaving
    if (inProgress) return inProgress
    const isChallenge = request.claims !== undefined && !wasJustChallenged(request.scopes ?? scopes)
    // A sign-in that was declined has lost the tokens in memory. A silent one shows no page.
    const isRestore = request.prompt === 'none' && !wasSilent
    const isQuiet = isAnswered && performance.now() < quietAfterAnswer
    const justAnswered = isQuiet && !isChallenge && !isRestore
    if (hasLeftAutomatically || justAnswered || tab.recall('pendingSignIn')) throw reason
    const left = leaveOnce(request)
    // If the browser blocks storage, the page stays, and another attempt is allowed.
    hasLeftAutomatically = tab.recall('pendingSignIn') !== undefined
    return left
  }

  function wasJustChallenged(requested: readonly string[]): boolean {
    const time = tab.recall('challenges')?.[keyOf(requested)]
    return time !== undefined && Math.abs(Date.now() - time) < quietAfterAnswer
  }

  function rememberChallenge(requested: readonly string[]): void {
    tab.remember('challenges', { ...tab.recall('challenges'), [keyOf(requested)]: Date.now() })
  }

  async function complete(
    response: AuthorizationResponse,
    accept: (tokens: Tokens) => Promise<void>,
  ): Promise<void> {
    const pending = tab.recall('pendingSignIn')
    isAnswered = true
    wasSilent = pending?.silent === true
    tab.forget('pendingSignIn')
    if (pending?.claims !== undefined) rememberChallenge(pending.scopes ?? scopes)
    try {
      await redeem(response, accept)
    } catch (error) {
      const isAnswer = error instanceof AuthenticationError
      // The identity provider has no session for the user. Any other failure of a silent sign-in says nothing about that.
      if (pending?.silent && isAnswer && error.code === 'login_required') tab.forget('session')
      throw isAnswer && pending?.scopes ? error.ofRequestFor(pending.scopes, pending.claims) : error
    }
  }

  async function redeem(
    { fragment, refusal }: AuthorizationResponse,
    accept: (tokens: Tokens) => Promise<void>,
  ): Promise<void> {
    if (refusal !== undefined) throw new AuthenticationError('response_refused', refusal)
    const tokens = await (await getClient()).complete(fragment)
    if (tokens) return accept(tokens)
    // MSAL has no matching request in this tab. With a session, the tab ignores the response; without one, it shows an
    // error.
    const message = 'The response belongs to no sign-in of this tab.'
    if (!tab.getActiveAccount()) throw new AuthenticationError('response_refused', message)
  }

  function forgetPendingSignIn(requested: readonly string[]): void {
    if (leaving || getSignOut()) return
    const { scopes: pending = requested } = tab.recall('pendingSignIn') ?? {}
    if (keyOf(pending) === keyOf(requested)) tab.forget('pendingSignIn')
  }

  return { signIn, signInAutomatically, complete, forgetPendingSignIn }
}

const keyOf = (scopes: readonly string[]) => scopes.join(' ')
