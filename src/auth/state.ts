import type { Account } from './tab.ts'

/** `unknown` while a session is restored, changes accounts or is being left: no account's data may be shown then. */
export type SessionState =
  | { status: 'unknown' }
  | { status: 'signed-out' }
  | { status: 'signed-in'; account: Account; accounts: readonly Account[] }

/** What the user should know about the session while it goes on. */
export interface Notice {
  text: string
  /** The label of the button. */
  button: string
  /** What the button does; by default, signing in again. */
  act?: () => void
  /** Comes before any other notice. */
  isUrgent?: boolean
}

/** Shows a notice, or with undefined removes the one of this source. */
export type Say = (source: string, notice: Notice | undefined) => void

/** A value that changes, in the form that React's `useSyncExternalStore` takes. */
export interface ReadableStore<T> {
  getState: () => T
  /** Calls the listener after each change; returns how to stop. */
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

export function createNotices(): ReadableStore<Notice | undefined> & { say: Say } {
  const bySource = new Map<string, Notice>()
  const { getState, subscribe, set } = createStore<Notice | undefined>(undefined)
  const say: Say = (source, notice) => {
    if (notice) bySource.set(source, notice)
    else bySource.delete(source)
    const notices = [...bySource.values()]
    set(notices.find(({ isUrgent }) => isUrgent) ?? notices.at(0))
  }
  return { getState, subscribe, say }
}
