import type { AuthenticationError } from './authentication-error.ts'
import type { AuthorizationRequest } from './identity-client.ts'
import type { SessionParts } from './session-parts.ts'
import { markSignedOut } from './sign-out-marks.ts'
import { getActiveAccount } from './tab-accounts.ts'
import { forget, forgetEverything, recall, remember, type SignOutReason } from './tab-storage.ts'

export interface SignInRequest extends AuthorizationRequest {
  /** Path, query and fragment to come back to. */
  returnTo: string
}

/** The ways out of the page. */
export interface Departure {
  /**
   * Leaves for the identity provider. Never resolves.
   * @throws {AuthenticationError} when the page could not be left, or the person came back to it without an answer
   */
  signIn: (request: SignInRequest) => Promise<never>
  /**
   * The same without anybody's click: once in the life of a page, and neither right after an answer nor when the last
   * sign-in got none, so that there are no loops and no trap for the Back button. A sign-in may be followed by one challenge.
   * @throws `reason` in those cases
   */
  signInUnasked: (request: SignInRequest, reason: AuthenticationError) => Promise<never>
  /** The session works: no answer is waited for any more, unless the page is being left right now. */
  stopWaiting: () => void
  /** Ends the session in every tab and at the identity provider. Never resolves. */
  signOut: (reason?: SignOutReason) => Promise<never>
}

// Long enough to tell a loop from the next day.
const quietAfterAnswer = 5 * 60_000

export function createDeparture(parts: SessionParts): Departure {
  const { store, getClient } = parts
  let departing: Promise<never> | undefined
  let hasLeftUnasked = false

  function signIn(request: SignInRequest): Promise<never> {
    departing ??= leaveToSignIn(request).catch((error: unknown) => {
      departing = undefined
      forget('pendingSignIn')
      throw error
    })
    return departing
  }

  async function leaveToSignIn({ returnTo, ...request }: SignInRequest): Promise<never> {
    const silent = request.prompt === 'none'
    remember('pendingSignIn', { returnTo, silent, isChallenged: request.claims !== undefined })
    const client = await getClient()
    // Whoever signed out must not be signed in by the next click: the identity provider may not have heard of it.
    const prompt = request.prompt ?? (recall('signedOut') ? 'select_account' : undefined)
    return client.leaveToSignIn({ ...request, ...(prompt && { prompt }) })
  }

  async function signInUnasked(request: SignInRequest, reason: AuthenticationError) {
    if (departing) return departing
    const isFirstChallenge = parts.cameBack === 'signed-in' && request.claims !== undefined
    const justAnswered = parts.cameBack && !isFirstChallenge && performance.now() < quietAfterAnswer
    if (hasLeftUnasked || justAnswered || recall('pendingSignIn')) throw reason
    const leaving = signIn(request)
    // Where nothing can be remembered, nobody has left, and another attempt may do so.
    hasLeftUnasked = recall('pendingSignIn') !== undefined
    return leaving
  }

  function stopWaiting(): void {
    if (!departing) forget('pendingSignIn')
  }

  // What this tab holds goes first, and at once: that must not depend on the identity provider, which may be down.
  function signOut(reason: SignOutReason = 'here'): Promise<never> {
    const account = getActiveAccount()
    if (account) markSignedOut(account.homeAccountId)
    forgetEverything(reason)
    store.set({ status: 'unknown' })
    departing = getClient()
      .then((client) => client.leaveToSignOut(account))
      .catch(() => {
        store.set({ status: 'signed-out' })
        return new Promise<never>(() => {})
      })
    return departing
  }

  return { signIn, signInUnasked, stopWaiting, signOut }
}
