import type { AuthorizationResponse } from './authorization-response.ts'
import { AuthenticationError } from './errors.ts'
import type { AuthorizationRequest, IdentityClient, Tokens } from './msal/client.ts'
import type { Tab } from './tab.ts'

/** What to sign in for; by default, the scopes of the first API. */
export interface SignInRequest extends Omit<AuthorizationRequest, 'scopes'> {
  scopes?: readonly string[] | undefined
  /** Path, query and fragment to come back to. */
  returnTo: string
}

/** Leaves for the identity provider, and takes its answer. */
export interface SignIn {
  /**
   * Leaves for the identity provider. Never resolves.
   * @throws {AuthenticationError} when the page could not be left, or the user came back to it without an answer
   */
  signIn: (request: SignInRequest) => Promise<never>
  /**
   * The same without a click: once in the life of a page, and neither right after an answer nor when the last sign-in got
   * none. So there are no loops, and no trap for the Back button. A sign-in may be followed by one challenge.
   * @throws `reason` in those cases
   */
  signInAutomatically: (request: SignInRequest, reason: AuthenticationError) => Promise<never>
  /**
   * Takes the answer to a sign-in of this tab.
   * @param accept takes the tokens
   * @throws {AuthenticationError} when the sign-in failed; the accounts that were signed in before still are
   */
  complete: (
    response: AuthorizationResponse,
    accept: (tokens: Tokens) => Promise<void>,
  ) => Promise<void>
  /** The session works: no answer is expected any more, unless the page is just being left. */
  stopWaiting: () => void
}

// Milliseconds: long enough to tell a loop from the next day.
const quietAfterAnswer = 5 * 60_000

/**
 * @param scopes what a sign-in asks for by default
 * @param getSignOut the sign-out that is under way
 */
export function createSignIn(
  tab: Tab,
  getClient: () => Promise<Pick<IdentityClient, 'complete' | 'leaveToSignIn'>>,
  scopes: readonly string[],
  getSignOut: () => Promise<never> | undefined,
): SignIn {
  let leaving: Promise<never> | undefined
  let hasLeftAutomatically = false
  let answered: false | 'signed-in' | 'challenged' = false

  function signIn(request: SignInRequest): Promise<never> {
    const underWay = getSignOut() ?? leaving
    if (underWay) return underWay
    leaving = leave(request).catch((error: unknown) => {
      leaving = undefined
      tab.forget('pendingSignIn')
      throw error
    })
    return leaving
  }

  async function leave({ returnTo, ...request }: SignInRequest): Promise<never> {
    const asked = request.scopes ?? scopes
    tab.remember('pendingSignIn', {
      returnTo,
      scopes: [...asked],
      silent: request.prompt === 'none',
      isChallenged: request.claims !== undefined,
    })
    const client = await getClient()
    // After a sign-out the next click must not sign the same account in: the identity provider may not have heard of it.
    const prompt = request.prompt ?? (tab.recall('signedOut') ? 'select_account' : undefined)
    return client.leaveToSignIn({ ...request, scopes: asked, prompt })
  }

  async function signInAutomatically(request: SignInRequest, reason: AuthenticationError) {
    const underWay = getSignOut() ?? leaving
    if (underWay) return underWay
    const isFirstChallenge = answered === 'signed-in' && request.claims !== undefined
    const justAnswered = answered && !isFirstChallenge && performance.now() < quietAfterAnswer
    if (hasLeftAutomatically || justAnswered || tab.recall('pendingSignIn')) throw reason
    const left = signIn(request)
    // Where the browser blocks storage, the page is not left, and another attempt may leave it.
    hasLeftAutomatically = tab.recall('pendingSignIn') !== undefined
    return left
  }

  async function complete(
    response: AuthorizationResponse,
    accept: (tokens: Tokens) => Promise<void>,
  ): Promise<void> {
    const pending = tab.recall('pendingSignIn')
    answered = pending?.isChallenged ? 'challenged' : 'signed-in'
    tab.forget('pendingSignIn')
    try {
      await redeem(response, accept)
    } catch (error) {
      // The user was not asked, and the identity provider did not know who it was either.
      if (pending?.silent) tab.forget('session')
      const isAnswer = error instanceof AuthenticationError && pending?.scopes
      throw isAnswer ? error.ofRequestFor(isAnswer) : error
    }
  }

  async function redeem(
    { fragment, refusal }: AuthorizationResponse,
    accept: (tokens: Tokens) => Promise<void>,
  ): Promise<void> {
    if (refusal !== undefined) throw new AuthenticationError('response_refused', refusal)
    const tokens = await (await getClient()).complete(fragment)
    if (tokens) return accept(tokens)
    // This tab did not ask for it. A tab with a session continues with that, any other reports it.
    const message = 'It belongs to no sign-in that this tab began.'
    if (!tab.getActiveAccount()) throw new AuthenticationError('response_refused', message)
  }

  function stopWaiting(): void {
    if (!leaving && !getSignOut()) tab.forget('pendingSignIn')
  }

  return { signIn, signInAutomatically, complete, stopWaiting }
}
