import type { AccountInfo } from '@azure/msal-browser'
import type { SessionParts } from './session-parts.ts'
import {
  activateAccount,
  getAccounts,
  getActiveAccount,
  removeAccount,
  wasSignedOut,
} from './tab-accounts.ts'
import { forgetEverything } from './tab-storage.ts'

/** The accounts of this tab, of which one is active. */
export interface Accounts {
  /**
   * Goes on as another account of this tab. Nobody's data is shown until `reload` has brought that account's.
   */
  switchTo: (account: AccountInfo, reload: () => Promise<void>) => Promise<void>
  /** Takes an account that is not the active one off this tab. */
  remove: (account: AccountInfo) => Promise<void>
  /**
   * Drops every account that another tab has signed out. When the active one is among them, or somebody has cleared this
   * site's data, that is the end of the session in this tab, and of what it shows at once.
   */
  dropSignedOut: () => Promise<void>
}

export function createAccounts({ store, getClient, show }: SessionParts): Accounts {
  async function switchTo(account: AccountInfo, reload: () => Promise<void>): Promise<void> {
    store.set({ status: 'unknown' })
    try {
      activateAccount(account)
      ;(await getClient()).msal.setActiveAccount(account)
      await reload()
    } finally {
      show()
    }
  }

  async function remove(account: AccountInfo): Promise<void> {
    removeAccount(account)
    show()
    await (await getClient()).forget(account)
  }

  async function dropSignedOut(): Promise<void> {
    const active = getActiveAccount()
    const isOver = active ? wasSignedOut(active) : store.getState().status === 'signed-in'
    if (isOver) return end()
    await Promise.all(getAccounts().filter(wasSignedOut).map(remove))
  }

  async function end(): Promise<void> {
    store.set({ status: 'unknown' })
    forgetEverything('elsewhere')
    try {
      await (await getClient()).forget()
    } finally {
      store.set({ status: 'signed-out' })
    }
  }

  return { switchTo, remove, dropSignedOut }
}
