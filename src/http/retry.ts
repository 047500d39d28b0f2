import pRetry from 'p-retry'
import { HttpStatusError, NetworkError } from './http-errors.ts'

/** Seconds. For a longer `Retry-After`, the error page shows a countdown: the page must not load that long. */
const longestPause = 3

/**
 * Retries up to twice, with random and growing delays, and never before the server's `Retry-After`.
 * @param attempt must be safe to repeat (RFC 9110 §9.2.2)
 * @param signal also ends a delay
 * @throws the error of the last attempt
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
