import * as v from 'valibot'
import { storageName } from '../config/app.ts'
import { AuthenticationError } from './errors.ts'
import type { SignOutMarks } from './sign-out-marks.ts'

const account = v.object({
  homeAccountId: v.string(),
  localAccountId: v.string(),
  environment: v.string(),
  tenantId: v.string(),
  username: v.string(),
  name: v.exactOptional(v.string()),
  /** The identity provider's opaque hint for the next sign-in of this account. */
  loginHint: v.exactOptional(v.string()),
  /** The session id of the identity provider. */
  sid: v.exactOptional(v.string()),
  /** The app roles in its ID token. */
  roles: v.exactOptional(v.array(v.string())),
  /** The object ids of its groups in the ID token, which has none for an account that is in too many. */
  groups: v.exactOptional(v.union([v.array(v.string()), v.literal('too many')])),
})

/** An account, without its tokens. */
export type Account = v.InferOutput<typeof account>

const tabAccount = v.object({
  ...account.entries,
  /** When its refresh token was issued, in milliseconds since 1970. */
  since: v.number(),
  /** The sign-out marks that existed when this account was added or renewed. */
  marks: v.array(v.string()),
})

export type TabAccount = v.InferOutput<typeof tabAccount>

// None of these holds a token: MSAL stores those.
const schemas = {
  /** The accounts of this tab, and the active one. index.html checks whether it exists to decide what to paint first. */
  session: v.object({ active: v.string(), accounts: v.array(tabAccount) }),
  /** When a claims challenge of an API was last answered by a sign-in: milliseconds since 1970, by its scopes. */
  challenges: v.record(v.string(), v.number()),
  /**
   * A sign-in of this tab that has no response yet: the scopes it requested, whether it was silent (`prompt=none`), and the
   * claims that an API demands.
   */
  pendingSignIn: v.object({
    returnTo: v.string(),
    scopes: v.exactOptional(v.array(v.string())),
    silent: v.exactOptional(v.boolean()),
    claims: v.exactOptional(v.string()),
  }),
  /** A hidden frame timed out in this browser: do not wait for one again. */
  frameTimedOut: v.literal(true),
  /** The user has signed out of this tab; removed by the next sign-in. */
  signedOut: v.literal(true),
} as const

type Key = keyof typeof schemas
type Value<K extends Key> = v.InferOutput<(typeof schemas)[K]>

/** What this tab stores, until it is closed. */
export interface Tab {
  /** @returns undefined when nothing is stored, the stored value is invalid, or storage is blocked */
  recall: <K extends Key>(key: K) => Value<K> | undefined
  /** @throws {AuthenticationError} `storage_unavailable` when the browser blocks storage or it is full */
  remember: <K extends Key>(key: K, value: Value<K>) => void
  forget: (key: Key) => void
  /** Clears session storage, including MSAL's tokens, and remembers that the user has signed out. */
  empty: () => void

  getAccounts: () => readonly TabAccount[]
  getActiveAccount: () => TabAccount | undefined
  /** Adds an account that has signed in, and makes it the active one. @throws as `remember` does */
  add: (account: Account) => void
  /** Stores that an account has a new refresh token, if it is still in this tab. */
  renew: (account: Account) => void
  /** Stores the roles and groups of an account, if it is still in this tab. */
  update: (account: Account) => void
  activate: (account: AccountId) => void
  /** Removes an account. Removing the active one ends the session. */
  remove: (account: AccountId) => void
  /** Whether another tab has signed an account out since it was added or renewed here. */
  wasSignedOut: (account: TabAccount) => boolean
}

type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'clear'>

type AccountId = Pick<Account, 'homeAccountId'>

const isSame = (one: AccountId, other: AccountId) => one.homeAccountId === other.homeAccountId

/** @param page whose session storage is used */
export function createTab(
  page: { sessionStorage: TabStorage },
  marks: Pick<SignOutMarks, 'read'>,
): Tab {
  function recall<K extends Key>(key: K): Value<K> | undefined {
    try {
      const text = page.sessionStorage.getItem(storageName(key)) ?? 'null'
      const result = v.safeParse(schemas[key], JSON.parse(text))
      return result.success ? result.output : undefined
    } catch {
      return undefined
    }
  }

  function remember<K extends Key>(key: K, value: Value<K>): void {
    try {
      page.sessionStorage.setItem(storageName(key), JSON.stringify(value))
    } catch (cause) {
      const message = 'Session storage is blocked or full.'
      throw new AuthenticationError('storage_unavailable', message, { cause })
    }
  }

  // If the browser blocks storage, nothing was stored.
  function forget(key: Key): void {
    try {
      page.sessionStorage.removeItem(storageName(key))
    } catch {}
  }

  function empty(): void {
    try {
      page.sessionStorage.clear()
      remember('signedOut', true)
    } catch {}
  }

  const getAccounts = () => recall('session')?.accounts ?? []

  function getActiveAccount(): TabAccount | undefined {
    const { active, accounts = [] } = recall('session') ?? {}
    return accounts.find(({ homeAccountId }) => homeAccountId === active)
  }

  const others = (than: AccountId) => getAccounts().filter((other) => !isSame(other, than))

  const withMarks = (added: Account): TabAccount => ({
    ...added,
    since: Date.now(),
    marks: marks.read(added.homeAccountId, added.sid),
  })

  function add(added: Account): void {
    const accounts = [...others(added), withMarks(added)]
    remember('session', { active: added.homeAccountId, accounts })
  }

  const renew = (renewed: Account) => replace(withMarks(renewed))

  function update(updated: Account): void {
    const known = getAccounts().find((each) => isSame(each, updated))
    if (known) replace({ ...updated, since: known.since, marks: known.marks })
  }

  function replace(next: TabAccount): void {
    const session = recall('session')
    if (!session?.accounts.some((known) => isSame(known, next))) return
    const accounts = session.accounts.map((known) => (isSame(known, next) ? next : known))
    remember('session', { ...session, accounts })
  }

  function activate({ homeAccountId }: AccountId): void {
    const session = recall('session')
    if (session) remember('session', { ...session, active: homeAccountId })
  }

  function remove(removed: AccountId): void {
    const session = recall('session')
    if (session?.active === removed.homeAccountId) forget('session')
    else if (session) remember('session', { ...session, accounts: others(removed) })
  }

  return {
    recall,
    remember,
    forget,
    empty,
    getAccounts,
    getActiveAccount,
    add,
    renew,
    update,
    activate,
    remove,
    wasSignedOut: ({ homeAccountId, sid, marks: known }) =>
      marks.read(homeAccountId, sid).some((mark) => !known.includes(mark)),
  }
}
