import { storageName } from '../config/app.ts'
import type { Session } from './session.ts'

const minute = 60_000
const deliberateEvents = ['keydown', 'click']
const activityEvents = ['pointerdown', 'pointermove', 'wheel', 'touchstart', ...deliberateEvents]
// Milliseconds. Activity is stored at most this often.
const storeInterval = 1_000
const name = storageName('last-activity')

/**
 * Signs out when there has been no activity in any tab for this long. Warns one minute before, or after half of the time if
 * that is less than two minutes (WCAG 2.2 §2.2.1).
 * @param minutes undefined never signs out
 * @param isBack the sign-in page has just redirected back: the user was active there
 */
export function signOutWhenIdle(
  session: Pick<Session, 'getActiveAccount' | 'getState' | 'subscribe' | 'signOut' | 'setNotice'>,
  page: Window,
  minutes: number | undefined,
  isBack: boolean,
): void {
  if (minutes === undefined) return
  const allowed = minutes * minute
  const warnBefore = Math.min(minute, allowed / 2)
  let timer = 0
  let touchedAt = 0
  let isWarning = false

  function check(): void {
    if (session.getState().status !== 'signed-in') return
    const at = lastActivity() + allowed
    const left = at - Date.now()
    if (left <= 0) return signOut()
    warn(left <= warnBefore ? at : undefined)
    page.clearTimeout(timer)
    timer = page.setTimeout(check, left > warnBefore ? left - warnBefore : left)
  }

  function warn(at: number | undefined): void {
    if (at === undefined && !isWarning) return
    isWarning = at !== undefined
    session.setNotice('idle', at === undefined ? undefined : warning(at, touch))
  }

  // Once the time is over, activity does not extend the session: the device may have been asleep.
  function touch(): void {
    if (lastActivity() + allowed > Date.now()) recordActivity(Date.now())
    check()
  }

  // While the warning is shown, only a key or a click counts: moving the pointer towards its button must not close it.
  function onActivity({ type }: Event): void {
    const isRecent = !isWarning && Math.abs(Date.now() - touchedAt) < storeInterval
    if (!isRecent && (!isWarning || deliberateEvents.includes(type))) touch()
  }

  function recordActivity(now: number): void {
    touchedAt = now
    try {
      page.localStorage.setItem(name, String(now))
    } catch {
      // Storage is blocked or full: this tab counts only its own activity.
    }
  }

  // A time in the future was stored before the clock was set back.
  function lastActivity(): number {
    const now = Date.now()
    const known = Math.max(readShared(), touchedAt)
    return known === 0 ? now : Math.min(known, now)
  }

  function readShared(): number {
    try {
      const time = Number(page.localStorage.getItem(name))
      return Number.isFinite(time) ? time : 0
    } catch {
      return 0
    }
  }

  function signOut(): void {
    session.signOut().catch(reportError)
  }

  function watch(): void {
    recordActivity(Date.now())
    for (const type of activityEvents) {
      page.addEventListener(type, onActivity, { capture: true, passive: true })
    }
    page.addEventListener('storage', ({ key }) => {
      if (key === name) check()
    })
    for (const event of ['focus', 'online', 'pageshow']) page.addEventListener(event, check)
    page.document.addEventListener('visibilitychange', check)
    session.subscribe(check)
    check()
  }

  // A browser may restore the tabs of last week.
  const isOver = lastActivity() + allowed <= Date.now()
  if (session.getActiveAccount() && isOver && !isBack) return signOut()
  const stop = session.subscribe(() => {
    if (session.getState().status !== 'signed-in') return
    stop()
    watch()
  })
}

function warning(at: number, stay: () => void) {
  const time = new Date(at).toLocaleTimeString(undefined, { timeStyle: 'short' })
  return {
    text: `You have not used this page for a while. You will be signed out at ${time}.`,
    button: 'Stay signed in',
    act: stay,
    isUrgent: true,
  }
}
