import { createRenewal } from './renewal.ts'
import { firstNotice, type SessionNotice } from './session-notice.ts'
import type { Session } from './session.ts'
import { onSignOutElsewhere } from './sign-out-marks.ts'
import type { ReadableStore } from './store.ts'
import { getActiveAccount } from './tab-accounts.ts'
import { watchIdleness } from './idleness.ts'

/**
 * Keeps the session of a page alive while somebody looks at it, and ends it when another tab has ended it, or when nobody
 * has touched the app for long. It looks when the tab becomes visible, gets the focus or is online again, and at the time.
 * @param onEnded the session has ended: everything of it has to leave the screen
 * @param idleMinutes how long nobody may touch the app; for ever unless told
 * @returns what to say about it
 */
export function keepSession(
  session: Session,
  page: Window,
  onEnded: () => void,
  idleMinutes?: number,
): ReadableStore<SessionNotice> {
  const renewal = createRenewal(session, page)
  const idleness = watchIdleness(session, page, idleMinutes)

  const lookAgain = () => {
    session.dropSignedOut().catch(reportError)
    renewal.look()
    idleness.look()
  }
  onSignOutElsewhere(page, lookAgain)
  for (const event of ['focus', 'online']) page.addEventListener(event, lookAgain)
  page.document.addEventListener('visibilitychange', lookAgain)
  onBackForward(page, () => {
    // Out of the back/forward cache comes the page as it was left, be it by signing out.
    if (getActiveAccount()) lookAgain()
    else onEnded()
  })
  session.subscribe(() => {
    if (session.getState().status === 'signed-out') onEnded()
    else renewal.look()
  })
  lookAgain()
  return firstNotice([idleness.notice, renewal.notice])
}

// What is kept in the back/forward cache is covered, so that nothing of it is seen before anyone has looked at it.
function onBackForward(page: Window, listener: () => void): void {
  const { documentElement } = page.document
  page.addEventListener('pagehide', ({ persisted }) => {
    documentElement.hidden = persisted
  })
  page.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) listener()
    documentElement.hidden = false
  })
}
