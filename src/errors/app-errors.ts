import { AuthenticationError } from '../auth/errors.ts'
import { isHostUp, refreshScripts } from '../http/host.ts'

/** `/config.json` could not be fetched: the app's own host is down, busy or slow, or the device is offline. */
export class ConfigUnreachableError extends Error {
  override readonly name = 'ConfigUnreachableError'

  constructor(cause: unknown) {
    super('config.json could not be fetched.', { cause })
  }
}

/** No page of this app has this URL. */
export class NoSuchPageError extends Error {
  override readonly name = 'NoSuchPageError'
}

/** Whether the user came back from the sign-in page with Back. That is not a failure. */
export function isCancelled(error: unknown): boolean {
  return error instanceof AuthenticationError && error.code === 'user_cancelled'
}

const missingChunks = new WeakSet<object>()

/** Remembers the errors of chunks that fail to load, for {@link isMissingChunk}. */
export function watchForMissingChunks(): void {
  addEventListener('vite:preloadError', ({ payload }) => missingChunks.add(payload))
}

export function isMissingChunk(error: unknown): boolean {
  return typeof error === 'object' && error !== null && missingChunks.has(error)
}

/**
 * Reloads the page, because a deployment may have removed the chunks of this version. Only once for each version, so that
 * a chunk that never loads causes no loop; and only if the host is up, so that the page is not lost.
 * @returns false if the page was reloaded before or the host is down; otherwise never resolves
 */
export async function reloadOnce(): Promise<boolean> {
  const { state } = history
  const marked: unknown = state?.[mark]
  if (marked === import.meta.url || !(await isHostUp())) return false
  // The history entry outlives the reload and works where storage is blocked.
  history.replaceState({ ...state, [mark]: import.meta.url }, '')
  await refreshScripts()
  location.reload()
  return new Promise(() => {})
}

const mark = 'reloadedFrom'
