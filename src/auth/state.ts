import type { Account } from './tab.ts'

/** `unknown` during restore, account switch and sign-out: no account's data may be shown then. */
export type SessionState =
  | { status: 'unknown' }
  | { status: 'signed-out' }
  | { status: 'signed-in'; account: Account; accounts: readonly Account[] }

/** A message about the session, shown above the page. */
export interface Notice {
  text: string
  /** The label of the button. */
  button: string
  /** What the button does; by default, it signs in. */
  act?: () => void
  /** Shown before any other notice. */
  isUrgent?: boolean
}

/** Sets the notice of a source; undefined removes it. */
export type SetNotice = (source: string, notice: Notice | undefined) => void

/** A value that changes, with the functions that React's `useSyncExternalStore` needs. */
export interface ReadableStore<T> {
  getState: () => T
  /** Calls the listener after each change. @returns a function that unsubscribes */
  subscribe: (listener: () => void) => () => void
}

export function createStore<T>(initial: T): ReadableStore<T> & { set: (next: T) => void } {
  const listeners = new Set<() => void>()
  let state = initial
  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set: (next) => {
      state = next
      for (const listener of listeners) listener()
    },
  }
}

export function createNotices(): ReadableStore<Notice | undefined> & { setNotice: SetNotice } {
  const bySource = new Map<string, Notice>()
  const { getState, subscribe, set } = createStore<Notice | undefined>(undefined)
  const setNotice: SetNotice = (source, notice) => {
    if (notice) bySource.set(source, notice)
    else bySource.delete(source)
    const notices = [...bySource.values()]
    set(notices.find(({ isUrgent }) => isUrgent) ?? notices.at(0))
  }
  return { getState, subscribe, setNotice }
}
