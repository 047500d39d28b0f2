import { AuthenticationError } from './authentication-error.ts'
import type { Session } from './session.ts'
import { onSignOutElsewhere } from './sign-out-marks.ts'
import { createStore, type ReadableStore } from './store.ts'
import { recall } from './tab-storage.ts'
import { needsPerson } from './token-source.ts'

/** What a person should know about the session while it goes on; `fine` while there is nothing to say. */
export type SessionNotice =
  | { kind: 'fine' }
  /** It ends at this time (milliseconds since 1970), and only the person can prolong it. */
  | { kind: 'ends-soon'; at: number }
  /** It has ended; what is on screen stays until the next answer is wanted. */
  | { kind: 'ended' }

const day = 24 * 60 * 60_000
const warnBefore = 20 * 60_000
const retryAfter = 60_000
// Longer waits overflow the timers of browsers; looking in between costs nothing.
const longestWait = 60 * 60_000

/**
 * Keeps the session of a page alive while somebody looks at it, and ends it when another tab has ended it. Renews the access
 * token before it expires, and the refresh token before its 24 hours are over: at the time, and when the tab becomes visible,
 * gets the focus or is online again. A hidden tab asks for nothing.
 * @param onEnded the session was ended elsewhere: everything of it has to leave the screen
 * @returns what to say about it
 */
export function keepSession(
  session: Session,
  page: Window,
  onEnded: () => void,
): ReadableStore<SessionNotice> {
  const notice = createStore<SessionNotice>({ kind: 'fine' })
  let timer = 0
  let dueAt = 0
  let extensionFailed = false

  async function check(): Promise<void> {
    if (await session.dropSignedOut()) return onEnded()
    if (session.getState().status !== 'signed-in' || !isAwake(page)) return
    if (Date.now() >= dueAt) await renew()
    await extendIfNeeded()
    page.clearTimeout(timer)
    timer = page.setTimeout(lookAgain, Math.min(Math.max(dueAt - Date.now(), 1_000), longestWait))
  }

  async function renew(): Promise<void> {
    try {
      dueAt = await session.renew()
      if (notice.getState().kind === 'ended') notice.set({ kind: 'fine' })
    } catch (error) {
      dueAt = Date.now() + retryAfter
      if (needsPerson(error)) notice.set({ kind: 'ended' })
      else if (!(error instanceof AuthenticationError)) throw error
    }
  }

  async function extendIfNeeded(): Promise<void> {
    const endsAt = (recall('session')?.since ?? Date.now()) + day
    if (Date.now() < endsAt - warnBefore || notice.getState().kind === 'ended') return
    try {
      if (extensionFailed) throw new AuthenticationError('timed_out', '')
      await session.extend()
      notice.set({ kind: 'fine' })
    } catch {
      extensionFailed = true
      notice.set(Date.now() < endsAt ? { kind: 'ends-soon', at: endsAt } : { kind: 'ended' })
    }
  }

  const lookAgain = () => void check()
  onSignOutElsewhere(page, lookAgain)
  for (const event of ['focus', 'online']) page.addEventListener(event, lookAgain)
  page.addEventListener('pageshow', ({ persisted }) => {
    // Out of the back/forward cache comes the page as it was left, be it by signing out.
    if (persisted && !recall('session')) onEnded()
    else lookAgain()
  })
  page.document.addEventListener('visibilitychange', lookAgain)
  lookAgain()
  return notice
}

function isAwake(page: Window): boolean {
  return page.document.visibilityState === 'visible' && page.navigator.onLine
}
