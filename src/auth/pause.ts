import { storageName } from '../config/app.ts'

/** The pause that the identity provider has asked for (`Retry-After`). It applies to every tab and survives a reload. */
export interface Pause {
  begin: (seconds: number) => void
  /** @returns seconds; 0 when there is no pause */
  getLeft: () => number
}

const name = storageName('pause')
// Milliseconds; MSAL's own limit. Without one, a wrong `Retry-After` or a clock that was set back could lock a user out.
const maxPause = 60 * 60 * 1000

/** @param page whose local storage holds the pause; where storage is blocked, it applies to this page only */
export function createPause(page: Pick<Window, 'localStorage'>): Pause {
  let known = 0

  function begin(seconds: number): void {
    known = Date.now() + Math.min(seconds * 1000, maxPause)
    try {
      page.localStorage.setItem(name, String(known))
    } catch {
      // Storage is blocked or full.
    }
  }

  function getLeft(): number {
    try {
      known = Number(page.localStorage.getItem(name)) || known
    } catch {
      // Storage is blocked.
    }
    const left = known - Date.now()
    return left > 0 && left <= maxPause ? left / 1000 : 0
  }

  return { begin, getLeft }
}
