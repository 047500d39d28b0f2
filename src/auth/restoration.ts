import { AuthenticationError } from './authentication-error.ts'
import type { AuthorizationResponse } from './authorization-response.ts'
import type { Departure } from './departure.ts'
import type { SessionParts } from './session-parts.ts'
import { forget, recall } from './tab-storage.ts'
import { needsPerson, type TokenSource } from './token-source.ts'

/**
 * Brings back the session of this tab, or completes the sign-in that the response answers.
 * @param here the page asked for, should the identity provider have to be asked for the session
 * @throws {AuthenticationError} when a sign-in failed; whoever was signed in before still is
 */
export type Restore = (here: string, response?: AuthorizationResponse) => Promise<void>

export function createRestoration(
  parts: SessionParts,
  { acquireInFrame }: TokenSource,
  { signIn }: Departure,
): Restore {
  const { getClient, getActiveAccount, become, show } = parts

  async function complete({ fragment, refusal }: AuthorizationResponse): Promise<void> {
    parts.cameBack = true
    forget('pendingSignIn')
    if (refusal !== undefined) throw new AuthenticationError('response_refused', refusal)
    const result = await (await getClient()).complete(fragment)
    if (result) return become(result)
    // Whoever sent it, this tab did not ask for it: a tab with a session goes on with that, any other says so.
    const message = 'It belongs to no sign-in that this tab began.'
    if (!(await getActiveAccount())) throw new AuthenticationError('response_refused', message)
  }

  // Tokens that were in memory are gone with the page; the identity provider may still know who it was.
  async function askIdentityProvider(here: string, loginHint: string): Promise<void> {
    try {
      await become(await acquireInFrame(loginHint))
    } catch (error) {
      if (!needsPerson(error)) throw error
      forget('session')
      if (!parts.cameBack) await signIn({ returnTo: here, prompt: 'none', loginHint })
    }
  }

  return async function restore(here, response) {
    try {
      if (response) await complete(response)
      else await (await getClient()).settle()
      const record = recall('session')
      if (record && !(await getActiveAccount())) await askIdentityProvider(here, record.loginHint)
    } finally {
      await show()
    }
  }
}
