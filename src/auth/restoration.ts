import type { Accounts } from './accounts.ts'
import type { Departure } from './departure.ts'
import { AuthenticationError } from './authentication-error.ts'
import type { AuthorizationResponse } from './authorization-response.ts'
import { isIdleFor } from './idleness.ts'
import type { SessionParts } from './session-parts.ts'
import { getActiveAccount } from './tab-accounts.ts'
import { forget, recall } from './tab-storage.ts'

/**
 * Brings back the session of this tab, or completes the sign-in that the response answers. Tokens that were in memory are
 * gone with the last page; whoever wants one first gets it from the identity provider.
 * @throws {AuthenticationError} when a sign-in failed; whoever was signed in before still is
 */
export type Restore = (response?: AuthorizationResponse) => Promise<void>

export function createRestoration(
  parts: SessionParts,
  { dropSignedOut, signOut }: Pick<Accounts, 'dropSignedOut'> & Pick<Departure, 'signOut'>,
  idleMinutes: number | undefined,
): Restore {
  const { getClient, become, show } = parts

  async function complete(response: AuthorizationResponse): Promise<void> {
    const pending = recall('pendingSignIn')
    parts.cameBack = pending?.isChallenged ? 'challenged' : 'signed-in'
    forget('pendingSignIn')
    try {
      await redeem(response)
    } catch (error) {
      // Nobody was asked, and the identity provider does not know who it was either.
      if (pending?.silent) forget('session')
      throw error
    }
  }

  async function redeem({ fragment, refusal }: AuthorizationResponse): Promise<void> {
    if (refusal !== undefined) throw new AuthenticationError('response_refused', refusal)
    const result = await (await getClient()).complete(fragment)
    if (result) return become(result)
    // Whoever sent it, this tab did not ask for it: a tab with a session goes on with that, any other says so.
    const message = 'It belongs to no sign-in that this tab began.'
    if (!getActiveAccount()) throw new AuthenticationError('response_refused', message)
  }

  async function bringBack(): Promise<void> {
    // A browser may open its tabs of last week as they were.
    if (idleMinutes !== undefined && getActiveAccount() && isIdleFor(idleMinutes)) {
      await signOut('idle')
    }
  }

  return async function restore(response) {
    // Whoever comes from the sign-in page has signed in after any sign-out in another tab. If nobody was asked, it may have
    // been before.
    const isUnseen = recall('pendingSignIn')?.silent === true
    if (!response || isUnseen) await dropSignedOut()
    const isOver = isUnseen && !getActiveAccount()
    try {
      await (response && !isOver ? complete(response) : bringBack())
    } finally {
      show()
    }
  }
}
