import type { IdentityClient } from './msal/client.ts'
import type { SignOutMarks } from './sign-out-marks.ts'
import type { ReadableStore, SessionState } from './state.ts'
import type { Account, Tab } from './tab.ts'

/** Ends the session: of this tab, of the other tabs, and at the identity provider. */
export interface SignOut {
  /** Ends the session in every tab and at the identity provider. Never resolves. */
  signOut: () => Promise<never>
  /** The sign-out that is under way. */
  getSignOut: () => Promise<never> | undefined
  /** Removes an account that is not the active one from this tab. */
  remove: (account: Account) => Promise<void>
  /**
   * Drops every account that another tab has signed out. When the active one is among them, or this site's data was cleared,
   * the session of this tab ends, and what it shows disappears at once.
   */
  dropSignedOut: () => Promise<void>
}

/** @param publish shows who is signed in now */
export function createSignOut(
  tab: Tab,
  marks: SignOutMarks,
  state: ReadableStore<SessionState> & { set: (next: SessionState) => void },
  getClient: () => Promise<IdentityClient>,
  publish: () => void,
): SignOut {
  let leaving: Promise<never> | undefined

  // What this tab holds goes first, and at once: that must not depend on the identity provider, which may be down.
  function signOut(): Promise<never> {
    const account = tab.getActiveAccount()
    if (account) marks.markSignedOut(account.homeAccountId)
    tab.empty()
    state.set({ status: 'unknown' })
    leaving = getClient()
      .then((client) => client.leaveToSignOut(account))
      .catch(() => {
        leaving = undefined
        state.set({ status: 'signed-out' })
        return new Promise<never>(() => {})
      })
    return leaving
  }

  async function remove(account: Account): Promise<void> {
    tab.remove(account)
    publish()
    await (await getClient()).forget(account)
  }

  async function dropSignedOut(): Promise<void> {
    const active = tab.getActiveAccount()
    // Site data that was cleared before a sign-in began is not that of the sign-in.
    const isCleared = state.getState().status === 'signed-in' && !tab.recall('pendingSignIn')
    const isOver = active ? tab.wasSignedOut(active) : isCleared
    if (isOver) return endHere()
    await Promise.all(tab.getAccounts().filter(tab.wasSignedOut).map(remove))
  }

  async function endHere(): Promise<void> {
    state.set({ status: 'unknown' })
    tab.empty()
    try {
      await (await getClient()).forget()
    } finally {
      state.set({ status: 'signed-out' })
    }
  }

  return { signOut, getSignOut: () => leaving, remove, dropSignedOut }
}
