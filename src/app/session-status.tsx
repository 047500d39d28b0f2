import { useSyncExternalStore } from 'react'
import type { SessionNotice } from '../auth/session-keeper.ts'
import type { Session } from '../auth/session.ts'
import type { ReadableStore } from '../auth/store.ts'
import { useDeparture } from './use-departure.ts'

interface SessionStatusProps {
  session: Session
  notice: ReadableStore<SessionNotice>
}

/** What the session is doing, when that matters: nothing to see while all is well. */
export function SessionStatus({ session, notice }: SessionStatusProps) {
  const { text, action } = wordsFor(useSyncExternalStore(notice.subscribe, notice.getState))
  const [depart, leaving] = useDeparture()
  const signIn = () =>
    depart(() => session.signIn({ returnTo: location.pathname + location.search + location.hash }))
  return (
    <div role="status" className="session-status">
      {text && <p>{text}</p>}
      {action && (
        <button type="button" className="button" disabled={leaving} onClick={signIn}>
          {action}
        </button>
      )}
    </div>
  )
}

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

const signInAgain = 'Sign in again'

function wordsFor(notice: SessionNotice): { text?: string; action?: string } {
  if (notice.kind === 'fine') return {}
  const text =
    notice.kind === 'ended'
      ? 'Your sign-in has ended. What you see stays, but nothing new can be fetched.'
      : `Your sign-in ends at ${time.format(notice.at)}.`
  return { text: `${text} Sign in again, and you come back to this page.`, action: signInAgain }
}
