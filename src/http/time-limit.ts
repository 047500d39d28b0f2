/** An abort signal that fires after a while, or when another one does. */
export interface TimeLimit {
  signal: AbortSignal
  /** Whether it was the time that ran out. */
  isOver: () => boolean
  /** Lets go of the timer and of the other signal. */
  release: () => void
}

/**
 * @param milliseconds how long there is
 * @param outer aborts sooner, with its own reason
 */
export function startTimeLimit(milliseconds: number, outer?: AbortSignal): TimeLimit {
  const controller = new AbortController()
  let over = false
  const timer = setTimeout(() => {
    over = true
    controller.abort(new DOMException('The time is up.', 'TimeoutError'))
  }, milliseconds)
  const follow = () => controller.abort(outer?.reason)
  if (outer?.aborted) follow()
  outer?.addEventListener('abort', follow)
  return {
    signal: controller.signal,
    isOver: () => over,
    release: () => {
      clearTimeout(timer)
      outer?.removeEventListener('abort', follow)
    },
  }
}
