import { isHostUp } from '../../http/is-host-up.ts'

const missing = new WeakSet<object>()

/** Recognises from now on when a script that is loaded later does not come. */
export function watchForMissingParts(): void {
  addEventListener('vite:preloadError', ({ payload }) => missing.add(payload))
}

/** Whether a script of the app could not be loaded. */
export function isMissingPart(error: unknown): boolean {
  return typeof error === 'object' && error !== null && missing.has(error)
}

/**
 * A deployment takes the scripts of the version before away. Loads the page anew, with the version of now; once for each
 * version, so that a script that is blocked for good is no loop, and only if the host is up, so that the page is not lost.
 * @returns false when that was tried before, or would not help; else never
 */
export async function reloadOnce(): Promise<boolean> {
  const { state } = history
  const marked: unknown = state?.[mark]
  if (marked === import.meta.url || !(await isHostUp())) return false
  // Kept in the history entry: it outlives the reload, and is there also where storage is blocked.
  history.replaceState({ ...state, [mark]: import.meta.url }, '')
  location.reload()
  return new Promise(() => {})
}

const mark = 'reloadedFrom'
