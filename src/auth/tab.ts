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
  /** An opaque hint of the identity provider for the next sign-in of this account. */
  loginHint: v.exactOptional(v.string()),
  /** The session of the identity provider. */
  sid: v.exactOptional(v.string()),
})

/** An account: everything that is known of it but its tokens. */
export type Account = v.InferOutput<typeof account>

const tabAccount = v.object({
  ...account.entries,
  /** When its refresh token was issued, in milliseconds since 1970. */
  since: v.number(),
  /** The sign-outs that came before this account came into this tab. */
  marks: v.array(v.string()),
})

/** An account of this tab. */
export type TabAccount = v.InferOutput<typeof tabAccount>

// No token is ever among these: MSAL keeps its own.
const schemas = {
  /** The accounts of this tab, and the active one. index.html looks whether it exists to decide what to paint first. */
  session: v.object({ active: v.string(), accounts: v.array(tabAccount) }),
  /**
   * A sign-in was begun in this tab and no answer has come yet; `silent` when the user was not to be asked anything,
   * `isChallenged` when it was for claims that an API demands, `scopes` what it asked for.
   */
  pendingSignIn: v.object({
    returnTo: v.string(),
    scopes: v.exactOptional(v.array(v.string())),
    silent: v.exactOptional(v.boolean()),
    isChallenged: v.exactOptional(v.boolean()),
  }),
  /** A hidden frame got no answer in this browser: do not wait for one again. */
  frameTimedOut: v.literal(true),
  /** The last session of this tab was ended; until the next one begins. */
  signedOut: v.literal(true),
} as const

type Key = keyof typeof schemas
type Value<K extends Key> = v.InferOutput<(typeof schemas)[K]>

/** What this tab remembers. It ends with the tab. */
export interface Tab {
  /** @returns undefined when there is nothing, nothing valid, or storage is blocked */
  recall: <K extends Key>(key: K) => Value<K> | undefined
  /** @throws {AuthenticationError} `storage_unavailable` when the browser blocks storage or it is full */
  remember: <K extends Key>(key: K, value: Value<K>) => void
  forget: (key: Key) => void
  /** Removes everything from the session storage at once, MSAL's tokens included, and remembers that the session ended. */
  empty: () => void

  /** Every account, the active one included. */
  getAccounts: () => readonly TabAccount[]
  getActiveAccount: () => TabAccount | undefined
  /** Adds an account that has just signed in, and makes it the active one. @throws as `remember` does */
  add: (account: Account) => void
  /** Remembers that an account, if it is still in this tab, has a new refresh token. */
  renew: (account: Account) => void
  /** Makes another account of this tab the active one. */
  activate: (account: AccountId) => void
  /** Removes an account. Without the active one there is no session. */
  remove: (account: AccountId) => void
  /** Whether an account has signed out elsewhere since it came into this tab. */
  wasSignedOut: (account: TabAccount) => boolean
}

type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'clear'>

type AccountId = Pick<Account, 'homeAccountId'>

const isSame = (one: AccountId, other: AccountId) => one.homeAccountId === other.homeAccountId

/** @param page whose session storage is used; it may be blocked */
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
      const message = 'The browser keeps no session storage.'
      throw new AuthenticationError('storage_unavailable', message, { cause })
    }
  }

  // Where the browser blocks storage, there is nothing to forget.
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

  function renew(renewed: Account): void {
    const session = recall('session')
    if (!session?.accounts.some((known) => isSame(known, renewed))) return
    const accounts = session.accounts.map((known) =>
      isSame(known, renewed) ? withMarks(renewed) : known,
    )
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
    activate,
    remove,
    wasSignedOut: ({ homeAccountId, sid, marks: known }) =>
      marks.read(homeAccountId, sid).some((mark) => !known.includes(mark)),
  }
}
