import type { ReadableStore } from './store.ts'

/** What a person should know about the session while it goes on; `fine` while there is nothing to say. */
export type SessionNotice =
  | { kind: 'fine' }
  /** It ends at this time (milliseconds since 1970), and only the person can prolong it. */
  | { kind: 'ends-soon'; at: number }
  /** It has ended; what is on screen stays until the next answer is wanted. */
  | { kind: 'ended' }
  /** Nobody has touched the app for long: it signs out at this time, unless somebody says to stay. */
  | { kind: 'idle'; at: number; stay: () => void }

export const fine: SessionNotice = { kind: 'fine' }

/** @returns what is to be said first, of what several have to say */
export function firstNotice(
  stores: readonly ReadableStore<SessionNotice>[],
): ReadableStore<SessionNotice> {
  return {
    getState: () => stores.map(({ getState }) => getState()).find(isWorthSaying) ?? fine,
    subscribe: (listener) => {
      const stops = stores.map(({ subscribe }) => subscribe(listener))
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}

const isWorthSaying = ({ kind }: SessionNotice) => kind !== 'fine'
