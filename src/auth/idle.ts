import { storageName } from '../config/app.ts'
import type { Session } from './session.ts'

const minute = 60_000
const answers = ['keydown', 'click']
const signsOfActivity = ['pointerdown', 'pointermove', 'wheel', 'touchstart', ...answers]
// Milliseconds: not every movement of the pointer is worth a write.
const grain = 1_000
const name = storageName('last-activity')

/**
 * Signs out after a time without activity in any tab. Warns a minute before, and at half time when less than two minutes are
 * allowed (WCAG 2.2 §2.2.1).
 * @param minutes how long; never when undefined
 * @param isBack the page was reached from the sign-in page, where the user has just been active
 */
export function signOutWhenIdle(
  session: Pick<Session, 'getActiveAccount' | 'getState' | 'subscribe' | 'signOut' | 'say'>,
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
    session.say('idle', at === undefined ? undefined : warning(at, touch))
  }

  // After a device has slept for too long, waking it is too late.
  function touch(): void {
    if (lastActivity() + allowed > Date.now()) note(Date.now())
    check()
  }

  // Moving the pointer to the warning does not make it disappear.
  function onActivity({ type }: Event): void {
    const isNoted = !isWarning && Math.abs(Date.now() - touchedAt) < grain
    if (!isNoted && (!isWarning || answers.includes(type))) touch()
  }

  function note(now: number): void {
    touchedAt = now
    try {
      page.localStorage.setItem(name, String(now))
    } catch {
      // Storage is blocked or full: each tab then counts for itself.
    }
  }

  // A time in the future is of a clock that was set back since.
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
    note(Date.now())
    for (const sign of signsOfActivity) {
      page.addEventListener(sign, onActivity, { capture: true, passive: true })
    }
    page.addEventListener('storage', ({ key }) => {
      if (key === name) check()
    })
    for (const event of ['focus', 'online', 'pageshow']) page.addEventListener(event, check)
    page.document.addEventListener('visibilitychange', check)
    session.subscribe(check)
    check()
  }

  // A browser may open its tabs of last week as they were.
  const isOver = lastActivity() + allowed <= Date.now()
  if (session.getActiveAccount() && isOver && !isBack) return signOut()
  const stop = session.subscribe(() => {
    if (session.getState().status !== 'signed-in') return
    stop()
    watch()
  })
}

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

function warning(at: number, stay: () => void) {
  return {
    text: `You have not used this page for a while. You are signed out at ${timeOfDay.format(at)}.`,
    button: 'Stay signed in',
    act: stay,
    isUrgent: true,
  }
}
