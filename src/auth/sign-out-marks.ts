import * as v from 'valibot'
import { storageName } from '../config/app.ts'

// By account where this app signed out, by the provider's session id where another app did: anybody can show the page that
// writes the latter, and must not be able to push the former out.
const names = {
  account: storageName('signed-out'),
  session: storageName('ended-sessions'),
}
type Kind = keyof typeof names

const schema = v.record(v.string(), v.string())
const kept = 20

/**
 * Tells the other tabs, those in the back/forward cache and those copied from this one included, that an account has
 * signed out. A message would reach only the tabs that are awake; and it is no time, because clocks are moved.
 */
export function markSignedOut(homeAccountId: string): void {
  mark('account', homeAccountId)
}

/** Tells all tabs that a session of the identity provider has ended (its `sid`, OpenID Connect Front-Channel Logout 1.0 §3). */
export function markSessionEnded(sid: string): void {
  mark('session', sid)
}

/** @returns what tells one sign-out of this account, or of this session, from any other */
export function readSignOutMarks(homeAccountId: string, sid?: string): string[] {
  const marks = [readMarks('account')[homeAccountId], sid && readMarks('session')[sid]]
  return marks.flatMap((found) => found || [])
}

/** Calls the listener when another tab or frame signs an account out; returns how to stop. */
export function onSignOutElsewhere(page: Window, listener: () => void): () => void {
  const watched: readonly (string | null)[] = [...Object.values(names), null]
  const onStorage = ({ key }: StorageEvent) => {
    if (watched.includes(key)) listener()
  }
  page.addEventListener('storage', onStorage)
  return () => page.removeEventListener('storage', onStorage)
}

function mark(kind: Kind, id: string): void {
  const { [id]: _, ...others } = readMarks(kind)
  const marks = [...Object.entries(others), [id, crypto.randomUUID()]].slice(-kept)
  try {
    localStorage.setItem(names[kind], JSON.stringify(Object.fromEntries(marks)))
  } catch {
    // Storage is blocked or full: this tab signs out all the same.
  }
}

function readMarks(kind: Kind): Record<string, string> {
  try {
    const result = v.safeParse(schema, JSON.parse(localStorage.getItem(names[kind]) ?? '{}'))
    return result.success ? result.output : {}
  } catch {
    return {}
  }
}
