import type { AuthorizationRequest } from './identity-client.ts'
import type { SessionParts } from './session-parts.ts'
import { markSignedOut } from './sign-out-marks.ts'
import { forget, remember } from './tab-storage.ts'

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
  /** Ends the session in every tab and at the identity provider. Never resolves. */
  signOut: () => Promise<never>
}

export function createDeparture(parts: SessionParts): Departure {
  const { store, getClient, getActiveAccount } = parts
  let leaving = false

  async function signIn({ returnTo, ...request }: SignInRequest): Promise<never> {
    if (leaving) return new Promise<never>(() => {})
    leaving = true
    try {
      const client = await getClient()
      // The public page starts a sign-in without having restored anything.
      if (store.getState().status === 'unknown' && !parts.cameBack) await client.settle()
      remember('pendingSignIn', { returnTo })
      return await client.leaveToSignIn(request)
    } finally {
      leaving = false
    }
  }

  // What this tab holds goes first: that must not depend on the identity provider, which may be down.
  async function signOut(): Promise<never> {
    const account = await getActiveAccount()
    if (account) markSignedOut(account.homeAccountId, Date.now())
    forget('session')
    store.set({ status: 'unknown' })
    return (await getClient()).leaveToSignOut(account)
  }

  return { signIn, signOut }
}
