import * as v from 'valibot'
import { storageName } from '../config/app.ts'

/**
 * The sign-outs that all tabs of this browser know of, those in the back/forward cache and copied ones included. Stored, not
 * broadcast: a frozen tab misses messages. A random id, not a timestamp: clocks change.
 */
export interface SignOutMarks {
  markSignedOut: (homeAccountId: string) => void
  /** @param sid a session of the identity provider (OpenID Connect Front-Channel Logout 1.0 §3) */
  markSessionEnded: (sid: string) => void
  /** @returns what tells one sign-out of this account, or of this session, from any other */
  read: (homeAccountId: string, sid?: string) => string[]
  /** Calls the listener when another tab or frame signs an account out, or when this site's data is cleared. */
  onElsewhere: (listener: () => void) => void
}

// By account where this app signed out, by the provider's session id where another app did. Anyone can show the page that
// writes the latter, and must not be able to push the former out.
const names = {
  account: storageName('signed-out'),
  session: storageName('ended-sessions'),
}
type Kind = keyof typeof names

const schema = v.record(v.string(), v.string())
const kept = 20

export function createSignOutMarks(page: Window): SignOutMarks {
  function mark(kind: Kind, id: string): void {
    const { [id]: _, ...others } = readAll(kind)
    const marks = [...Object.entries(others), [id, crypto.randomUUID()]].slice(-kept)
    try {
      page.localStorage.setItem(names[kind], JSON.stringify(Object.fromEntries(marks)))
    } catch {
      // Storage is blocked or full: this tab signs out all the same.
    }
  }

  function readAll(kind: Kind): Record<string, string> {
    try {
      const text = page.localStorage.getItem(names[kind]) ?? '{}'
      const result = v.safeParse(schema, JSON.parse(text))
      return result.success ? result.output : {}
    } catch {
      return {}
    }
  }

  return {
    markSignedOut: (homeAccountId) => mark('account', homeAccountId),
    markSessionEnded: (sid) => mark('session', sid),
    read: (homeAccountId, sid) => {
      const marks = [readAll('account')[homeAccountId], sid && readAll('session')[sid]]
      return marks.flatMap((found) => found || [])
    },
    onElsewhere: (listener) => {
      const watched: readonly (string | null)[] = [...Object.values(names), null]
      page.addEventListener('storage', ({ key }) => {
        if (watched.includes(key)) listener()
      })
    },
  }
}
