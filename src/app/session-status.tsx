import { useSyncExternalStore } from 'react'
import type { SessionNotice } from '../auth/session-notice.ts'
import type { Session } from '../auth/session.ts'
import type { ReadableStore } from '../auth/store.ts'
import { useDeparture } from './use-departure.ts'

interface SessionStatusProps {
  session: Session
  notice: ReadableStore<SessionNotice>
}

/** What the session is doing, when that matters: nothing to see while all is well. */
export function SessionStatus({ session, notice }: SessionStatusProps) {
  const current = useSyncExternalStore(notice.subscribe, notice.getState)
  const [depart, leaving] = useDeparture()
  const signIn = () =>
    depart(() => session.signIn({ returnTo: location.pathname + location.search + location.hash }))
  const { text, action, act = signIn } = wordsFor(current)
  return (
    <div role="status" className="session-status">
      {text && <p>{text}</p>}
      {action && (
        <button type="button" className="button" disabled={leaving} onClick={act}>
          {action}
        </button>
      )}
    </div>
  )
}

interface Words {
  text?: string
  action?: string
  /** What the button does, unless it is to sign in. */
  act?: () => void
}

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

function wordsFor(notice: SessionNotice): Words {
  if (notice.kind === 'fine') return {}
  if (notice.kind === 'ended')
    return askToSignIn(
      'Your sign-in has ended. What you see stays, but nothing new can be fetched.',
    )
  const at = time.format(notice.at)
  if (notice.kind === 'ends-soon') return askToSignIn(`Your sign-in ends at ${at}.`)
  return {
    text: `Nobody has used this page for a while. You are signed out at ${at}.`,
    action: 'Stay signed in',
    act: notice.stay,
  }
}

function askToSignIn(text: string): Words {
  return {
    text: `${text} Sign in again, and you come back to this page.`,
    action: 'Sign in again',
  }
}
