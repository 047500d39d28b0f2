import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createSignOut } from './sign-out.ts'
import { createStore, type SessionState } from './state.ts'
import { type Account, createTab } from './tab.ts'

const account: Account = {
  homeAccountId: 'sunny.tenant',
  localAccountId: 'sunny',
  environment: 'login.contoso.example',
  tenantId: 'tenant',
  username: 'sunny.day@weather.example',
}

let items: Map<string, string>

/** A page in a tab with one account and a token. */
function openPage(getClient: Parameters<typeof createSignOut>[3]) {
  const sessionStorage = {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
    clear: () => items.clear(),
  }
  const marks = {
    markSignedOut: vi.fn<(id: string) => void>(),
    markSessionEnded: () => {},
    read: () => [],
    onChangeElsewhere: () => {},
  }
  const tab = createTab({ sessionStorage }, marks)
  const state = createStore<SessionState>({ status: 'signed-in', account, accounts: [account] })
  tab.add(account)
  items.set('msal.token', 'secret')
  return { tab, marks, state, ...createSignOut(tab, marks, state, getClient, () => {}) }
}

beforeEach(() => {
  items = new Map()
})

describe('a sign-out', () => {
  it('empties this tab and informs the others before it waits for MSAL', () => {
    const { signOut, tab, marks, state } = openPage(() => new Promise(() => {}))
    void signOut()
    expect(tab.getActiveAccount()).toBeUndefined()
    expect(items.has('msal.token')).toBe(false)
    expect(marks.markSignedOut).toHaveBeenCalledWith(account.homeAccountId)
    expect(state.getState()).toEqual({ status: 'unknown' })
  })

  it('ends the session of this tab even if the redirect fails, and does not block the next sign-in', async () => {
    const { signOut, getSignOut, state } = openPage(() => Promise.reject(new Error('down')))
    void signOut()
    expect(getSignOut()).toBeDefined()
    await vi.waitFor(() => expect(state.getState()).toEqual({ status: 'signed-out' }))
    expect(getSignOut()).toBeUndefined()
  })
})
