import { noteActivity, onActivityElsewhere, readLastActivity } from './activity.ts'
import type { Departure } from './departure.ts'
import { fine, type SessionNotice } from './session-notice.ts'
import type { SessionState } from './session-parts.ts'
import { createStore, type ReadableStore } from './store.ts'

/** Signs out when nobody has touched the app for long. */
export interface Idleness {
  notice: ReadableStore<SessionNotice>
  /** Looks at the clock, and comes back by itself when there is something to do. */
  look: () => void
}

const minute = 60_000
const answers = ['keydown', 'click']
const signsOfLife = ['pointerdown', 'pointermove', 'wheel', 'touchstart', ...answers]
// Every movement of a hand is not worth a write.
const grain = 1_000

/**
 * Warns a minute before, and at half time when less than two minutes are allowed (WCAG 2.2 §2.2.1).
 * @param minutes how long nobody may touch the app, in any tab; for ever when undefined
 */
export function watchIdleness(
  session: Pick<ReadableStore<SessionState>, 'getState'> & Pick<Departure, 'signOut'>,
  page: Window,
  minutes: number | undefined,
): Idleness {
  const notice = createStore<SessionNotice>(fine)
  if (minutes === undefined) return { notice, look: () => {} }
  const allowed = minutes * minute
  const warnBefore = Math.min(minute, allowed / 2)
  let timer = 0
  let touchedAt = 0

  function look(): void {
    if (session.getState().status !== 'signed-in') return
    const at = lastTouch(touchedAt) + allowed
    const left = at - Date.now()
    if (left <= 0) return signOut()
    notice.set(left <= warnBefore ? { kind: 'idle', at, stay: touch } : fine)
    page.clearTimeout(timer)
    timer = page.setTimeout(look, left > warnBefore ? left - warnBefore : left)
  }

  // Whoever wakes a device that slept for too long comes too late.
  function touch(): void {
    const isLate = lastTouch(touchedAt) + allowed <= Date.now()
    if (!isLate) note(Date.now())
    look()
  }

  // A warning does not run away from the pointer that comes to answer it.
  function onSign({ type }: Event): void {
    if (notice.getState() === fine || answers.includes(type)) touch()
  }

  function note(now: number): void {
    if (Math.abs(now - touchedAt) < grain && notice.getState() === fine) return
    touchedAt = now
    noteActivity(now)
  }

  function signOut(): void {
    session.signOut('idle').catch(reportError)
  }

  for (const sign of signsOfLife) {
    page.addEventListener(sign, onSign, { capture: true, passive: true })
  }
  onActivityElsewhere(page, look)
  note(Date.now())
  return { notice, look }
}

/** Whether nobody has touched the app, in any tab, for so many minutes. */
export function isIdleFor(minutes: number): boolean {
  return Date.now() - lastTouch(0) >= minutes * minute
}

// A time to come is of a clock that was set back since.
function lastTouch(ownTouch: number): number {
  const now = Date.now()
  const known = Math.max(readLastActivity() ?? 0, ownTouch)
  return known === 0 ? now : Math.min(known, now)
}
