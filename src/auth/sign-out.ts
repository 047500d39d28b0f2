import type { IdentityClient } from './msal/client.ts'
import type { SignOutMarks } from './sign-out-marks.ts'
import type { ReadableStore, SessionState } from './state.ts'
import type { Account, Tab } from './tab.ts'

/** Ends sessions and removes accounts. */
export interface SignOut {
  /** Signs out in every tab and at the identity provider. Never resolves. */
  signOut: () => Promise<never>
  /** The sign-out in progress, if any. */
  getSignOut: () => Promise<never> | undefined
  /** Removes an account from this tab, without signing it out at the identity provider. */
  remove: (account: Account) => Promise<void>
  /**
   * Removes the accounts that another tab has signed out. Ends the session of this tab if the active account is one of them,
   * or if the data of this site was cleared.
   */
  dropSignedOut: () => Promise<void>
}

/** @param publish updates `state` from the accounts of the tab */
export function createSignOut(
  tab: Tab,
  marks: SignOutMarks,
  state: ReadableStore<SessionState> & { set: (next: SessionState) => void },
  getClient: () => Promise<IdentityClient>,
  publish: () => void,
): SignOut {
  let leaving: Promise<never> | undefined

  // Empties the tab first: that must not depend on the identity provider, which may be down.
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
    // With a pending sign-in, the data was cleared before that sign-in began.
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
