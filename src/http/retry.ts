import pRetry from 'p-retry'
import { HttpStatusError, NetworkError } from './http-errors.ts'

/** Seconds. Do not keep the page loading longer than this; the user sees the server's Retry-After as a countdown instead. */
const longestPause = 3

/**
 * Goes on after a first attempt that failed: twice more at most, each after a longer pause of random length, and never
 * before the server's `Retry-After`.
 * @param attempt must be safe to repeat (RFC 9110 §9.2.2)
 * @param signal ends the pauses too
 * @throws whatever the last attempt threw
 */
export function retryAfterFailure<T>(
  firstFailure: unknown,
  attempt: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const input = (number: number) => (number === 1 ? Promise.reject(firstFailure) : attempt())
  return pRetry(input, {
    retries: 2,
    minTimeout: 300,
    randomize: true,
    signal,
    shouldRetry: ({ error }) => isWorthRetrying(error),
    onFailedAttempt: ({ error }) => pause(pauseAskedFor(error), signal),
  })
}

// Whether another attempt is likely to go better, and soon.
function isWorthRetrying(error: unknown): boolean {
  if (error instanceof NetworkError) return !error.isOffline
  if (!(error instanceof HttpStatusError) || !error.passesSoon) return false
  return pauseAskedFor(error) <= longestPause
}

function pauseAskedFor(error: unknown): number {
  if (!(error instanceof HttpStatusError)) return 0
  return error.pauseAskedFor(Date.now()) ?? 0
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  if (seconds === 0 || seconds > longestPause) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000)
    const stop = () => (clearTimeout(timer), resolve())
    signal.addEventListener('abort', stop, { once: true })
  })
}
