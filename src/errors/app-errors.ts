import { AuthenticationError } from '../auth/errors.ts'
import { isHostUp } from '../http/host.ts'

/** `/config.json` did not arrive: the app's own host is down, slow, or out of reach. */
export class ConfigUnreachableError extends Error {
  override readonly name = 'ConfigUnreachableError'

  constructor(cause: unknown) {
    super('config.json could not be fetched.', { cause })
  }
}

/** The address leads to no page of this app. */
export class NoSuchPageError extends Error {
  override readonly name = 'NoSuchPageError'
}

/** Whether the user came back from the identity provider by Back, without an answer. That is no failure. */
export function cameBack(error: unknown): boolean {
  return error instanceof AuthenticationError && error.code === 'user_cancelled'
}

const missingChunks = new WeakSet<object>()

/** From now on, {@link isMissingChunk} recognises a chunk that failed to load. */
export function watchForMissingChunks(): void {
  addEventListener('vite:preloadError', ({ payload }) => missingChunks.add(payload))
}

/** Whether a chunk of the app could not be loaded. */
export function isMissingChunk(error: unknown): boolean {
  return typeof error === 'object' && error !== null && missingChunks.has(error)
}

/**
 * Reloads the page, because a deployment may have removed the chunks of this version. Only once for each version, so that
 * a chunk that never loads causes no loop; and only if the host is up, so that the page is not lost.
 * @returns false when a reload was tried before or would not help; otherwise never
 */
export async function reloadOnce(): Promise<boolean> {
  const { state } = history
  const marked: unknown = state?.[mark]
  if (marked === import.meta.url || !(await isHostUp())) return false
  // The history entry outlives the reload and works where storage is blocked.
  history.replaceState({ ...state, [mark]: import.meta.url }, '')
  location.reload()
  return new Promise(() => {})
}

const mark = 'reloadedFrom'
