import { storageName } from '../config/app.ts'

/** How long the identity provider has asked to be left alone. All tabs of this browser keep to it, and so does a reload. */
export interface Pause {
  /** Begins when an answer asks for it. */
  begin: (seconds: number) => void
  /** @returns the seconds that are left; 0 when the identity provider may be asked */
  getLeft: () => number
}

const name = storageName('pause')
// Milliseconds; MSAL's own limit. A server that asks for years by mistake, or a clock that was set back, locks nobody out.
const longest = 60 * 60 * 1000

/** @param page whose local storage is used; where that is blocked, each page counts for itself */
export function createPause(page: Pick<Window, 'localStorage'>): Pause {
  let known = 0

  function begin(seconds: number): void {
    known = Date.now() + Math.min(seconds * 1000, longest)
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
    return left > 0 && left <= longest ? left / 1000 : 0
  }

  return { begin, getLeft }
}
