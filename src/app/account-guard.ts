import type { MiddlewareFunction } from 'react-router'
import { AuthenticationError } from '../auth/authentication-error.ts'
import { returnPathOf } from '../auth/return-path.ts'
import type { Session } from '../auth/session.ts'

/**
 * Lets only someone who is signed in pass. Anyone else leaves for the identity provider and comes back to the page asked
 * for; but never twice without an answer, so that an identity provider that is down is no trap for the Back button.
 * @param failure what went wrong while the session was restored; shown once, in place of the first page
 */
export function createAccountGuard(session: Session, failure: unknown): MiddlewareFunction {
  let unsaid = failure
  return async ({ request }) => {
    if (unsaid) {
      const error = unsaid
      unsaid = undefined
      throw error
    }
    // While it changes hands, too, there is somebody; while it is being left, there is not, and the page goes with it.
    if (session.getActiveAccount()) return
    const isLeaving = session.getState().status === 'unknown'
    if (isLeaving) throw new AuthenticationError('account_forgotten', 'The session has ended.')
    const unfinished = 'No answer came to the last sign-in.'
    await session.signInUnasked(
      { returnTo: returnPathOf(request.url, location) },
      new AuthenticationError('sign_in_unfinished', unfinished),
    )
  }
}
