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
