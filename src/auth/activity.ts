import { storageName } from '../config/app.ts'

const name = storageName('last-activity')

/** Notes, for every tab, that somebody has touched the app. @param now milliseconds since 1970 */
export function noteActivity(now: number): void {
  try {
    localStorage.setItem(name, String(now))
  } catch {
    // Storage is blocked or full: each tab then counts for itself.
  }
}

/** @returns when somebody touched the app last, in milliseconds since 1970; undefined when that is not known */
export function readLastActivity(): number | undefined {
  try {
    const time = Number(localStorage.getItem(name) ?? Number.NaN)
    return Number.isFinite(time) ? time : undefined
  } catch {
    return undefined
  }
}

/** Calls the listener when somebody touches the app in another tab. */
export function onActivityElsewhere(page: Window, listener: () => void): void {
  page.addEventListener('storage', ({ key }) => {
    if (key === name) listener()
  })
}
