import { beforeEach, describe, expect, it } from 'vitest'
import { type Account, createTab, type Tab } from './tab.ts'

function createStorage() {
  const items = new Map<string, string>()
  return {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
    clear: () => items.clear(),
  }
}

function accountOf(person: string): Account {
  return {
    homeAccountId: `${person}.tenant`,
    localAccountId: person,
    environment: 'login.contoso.example',
    tenantId: 'tenant',
    username: `${person}@weather.example`,
  }
}

const sunny = accountOf('sunny')
const misty = accountOf('misty')
let marks: string[]
let storage: ReturnType<typeof createStorage>
let tab: Tab

beforeEach(() => {
  marks = []
  storage = createStorage()
  tab = createTab({ sessionStorage: storage }, { read: () => marks })
})

describe('the accounts of a tab', () => {
  it('include every account that has signed in, and the latest one is active', () => {
    expect(tab.getActiveAccount()).toBeUndefined()
    tab.add(sunny)
    tab.add(misty)
    expect(tab.getAccounts()).toMatchObject([sunny, misty])
    expect(tab.getActiveAccount()).toMatchObject(misty)
  })

  it('include an account once, even if it signs in again', () => {
    tab.add(sunny)
    tab.add(misty)
    tab.add(sunny)
    expect(tab.getAccounts()).toMatchObject([misty, sunny])
  })

  it('are all removed with the active one', () => {
    tab.add(sunny)
    tab.add(misty)
    tab.activate(sunny)
    tab.remove(misty)
    expect(tab.getAccounts()).toMatchObject([sunny])
    tab.remove(sunny)
    expect(tab.recall('session')).toBeUndefined()
  })

  it('do not come back with a renewal after they were removed', () => {
    tab.add(sunny)
    tab.renew(misty)
    expect(tab.getAccounts()).toMatchObject([sunny])
  })

  it('notice a later sign-out in another tab, but not an earlier one', () => {
    marks = ['before']
    tab.add(sunny)
    const wasSignedOut = () => tab.getAccounts().map(tab.wasSignedOut)
    expect(wasSignedOut()).toEqual([false])
    marks = ['after']
    expect(wasSignedOut()).toEqual([true])
  })
})

describe('the storage of a tab', () => {
  it('is cleared by a sign-out, which it then remembers', () => {
    tab.add(sunny)
    storage.setItem('msal.token', 'secret')
    tab.empty()
    expect(storage.getItem('msal.token')).toBeNull()
    expect(tab.getActiveAccount()).toBeUndefined()
    expect(tab.recall('signedOut')).toBe(true)
  })

  it.each(['{', '{"active":1}', '{"active":"a"}', '[]', '""'])(
    'ignores the invalid session %s',
    (text) => {
      storage.setItem('weather.session', text)
      expect(tab.recall('session')).toBeUndefined()
      expect(tab.getAccounts()).toEqual([])
    },
  )

  it('fails with its own error code if the browser blocks it, and removes without an error', () => {
    const page = {
      get sessionStorage(): Storage {
        throw new DOMException('Blocked.', 'SecurityError')
      },
    }
    const blocked = createTab(page, { read: () => [] })
    expect(() => blocked.add(sunny)).toThrow(
      expect.objectContaining({ code: 'storage_unavailable' }),
    )
    expect(blocked.getActiveAccount()).toBeUndefined()
    blocked.forget('session')
    blocked.empty()
  })
})
