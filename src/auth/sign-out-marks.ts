/* oxlint-disable no-restricted-globals -- the one thing that the tabs of this browser share is kept here */
import * as v from 'valibot'

const name = 'weather.signed-out'
const schema = v.record(v.string(), v.number())
const kept = 20

/**
 * Tells the other tabs, those in the back/forward cache and those copied from this one included, that an account has
 * signed out. A message would reach only the tabs that are awake.
 * @param now milliseconds since 1970
 */
export function markSignedOut(homeAccountId: string, now: number): void {
  const marks = Object.entries({ ...readMarks(), [homeAccountId]: now })
  const newest = marks.toSorted(([, a], [, b]) => b - a).slice(0, kept)
  try {
    localStorage.setItem(name, JSON.stringify(Object.fromEntries(newest)))
  } catch {
    // Storage is blocked or full: this tab signs out all the same.
  }
}

/** @returns whether the account has signed out, in any tab, since that time (milliseconds since 1970) */
export function hasSignedOutSince(homeAccountId: string, since: number): boolean {
  return (readMarks()[homeAccountId] ?? 0) >= since
}

/** Calls the listener when another tab signs an account out; returns how to stop. */
export function onSignOutElsewhere(page: Window, listener: () => void): () => void {
  const onStorage = ({ key }: StorageEvent) => {
    if (key === name || key === null) listener()
  }
  page.addEventListener('storage', onStorage)
  return () => page.removeEventListener('storage', onStorage)
}

function readMarks(): Record<string, number> {
  try {
    const result = v.safeParse(schema, JSON.parse(localStorage.getItem(name) ?? '{}'))
    return result.success ? result.output : {}
  } catch {
    return {}
  }
}
