import type { AccountInfo } from '@azure/msal-browser'
import { hintOf, type SessionParts } from './session-parts.ts'
import { hasSignedOutSince } from './sign-out-marks.ts'
import { forget, recall, remember } from './tab-storage.ts'

/** The accounts of this tab, of which one is active. */
export interface Accounts {
  /**
   * Goes on as another account of this tab. Nobody's data is shown until `reload` has brought that account's.
   */
  switchTo: (account: AccountInfo, reload: () => Promise<void>) => Promise<void>
  /** Takes an account that is not the active one off this tab. */
  remove: (account: AccountInfo) => Promise<void>
  /** Drops every account that another tab has signed out. @returns whether the active one was among them */
  dropSignedOut: () => Promise<boolean>
}

export function createAccounts(parts: SessionParts): Accounts {
  const { store, getClient, getActiveAccount, show } = parts

  async function switchTo(account: AccountInfo, reload: () => Promise<void>): Promise<void> {
    const since = recall('session')?.since ?? Date.now()
    store.set({ status: 'unknown' })
    ;(await getClient()).msal.setActiveAccount(account)
    remember('session', { homeAccountId: account.homeAccountId, loginHint: hintOf(account), since })
    await reload()
    await show()
  }

  async function remove(account: AccountInfo): Promise<void> {
    await (await getClient()).forget(account)
    await show()
  }

  async function dropSignedOut(): Promise<boolean> {
    const record = recall('session')
    const active = await getActiveAccount()
    if (!record || !active) return false
    const client = await getClient()
    const ended = client.msal
      .getAllAccounts()
      .filter(({ homeAccountId }) => hasSignedOutSince(homeAccountId, record.since))
    for (const account of ended) await client.forget(account)
    if (!ended.some(({ homeAccountId }) => homeAccountId === active.homeAccountId)) return false
    forget('session')
    store.set({ status: 'unknown' })
    return true
  }

  return { switchTo, remove, dropSignedOut }
}
