import * as v from 'valibot'
import { storageName } from '../config/app.ts'

/**
 * Tells every tab of this browser about sign-outs, including duplicated tabs and those in the back/forward cache. Each
 * sign-out is a mark in local storage and not a message, because a frozen tab misses messages. The mark is a random id and
 * not a timestamp, because clocks change.
 */
export interface SignOutMarks {
  markSignedOut: (homeAccountId: string) => void
  /** @param sid a session of the identity provider (OpenID Connect Front-Channel Logout 1.0 §3) */
  markSessionEnded: (sid: string) => void
  /** @returns the marks of the last sign-outs of this account and of this session */
  read: (homeAccountId: string, sid?: string) => string[]
  /** Calls the listener when another tab or frame stores a mark, or when the data of this site is cleared. */
  onChangeElsewhere: (listener: () => void) => void
}

// By account when this app signs out, by the provider's session id when another app does. Any site can load the page that
// stores the latter, so they are kept apart: it must not be able to push the former out.
const names = {
  account: storageName('signed-out'),
  session: storageName('ended-sessions'),
}
type Kind = keyof typeof names

const schema = v.record(v.string(), v.string())
const maxMarks = 20

export function createSignOutMarks(page: Window): SignOutMarks {
  function mark(kind: Kind, id: string): void {
    const { [id]: _, ...others } = readAll(kind)
    const marks = [...Object.entries(others), [id, crypto.randomUUID()]].slice(-maxMarks)
    try {
      page.localStorage.setItem(names[kind], JSON.stringify(Object.fromEntries(marks)))
    } catch {
      // Storage is blocked or full: only this tab signs out.
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
    onChangeElsewhere: (listener) => {
      const watched: readonly (string | null)[] = [...Object.values(names), null]
      page.addEventListener('storage', ({ key }) => {
        if (watched.includes(key)) listener()
      })
    },
  }
}
