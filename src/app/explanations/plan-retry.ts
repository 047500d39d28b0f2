import { AuthenticationError } from '../../auth/authentication-error.ts'
import { HttpStatusError, NetworkError } from '../../http/http-errors.ts'
import { parseRetryAfter } from '../../http/retry-after.ts'
import { ConfigUnreachableError } from '../../errors/app-errors.ts'

/** When the app tries again by itself. */
export interface RetryPlan {
  /** At this time, in milliseconds since 1970. */
  at?: number
  /** As soon as the device is online again. */
  whenOnline: boolean
}

const shortest = 5
/** Where the sign-in service does not say, or does not let the browser read it. */
const usual = 30
/** Nobody waits longer than this in front of a page. */
const longest = 15 * 60

/**
 * Plans by type, status and code alone, never by the numbers of Entra.
 * @param now milliseconds since 1970
 */
export function planRetry(error: unknown, now: number): RetryPlan {
  const isUnreachable = isOfConnection(error)
  const seconds = pauseFor(error, now)
  if (seconds === undefined || seconds > longest) return { whenOnline: isUnreachable }
  return { at: now + Math.max(seconds, shortest) * 1000, whenOnline: isUnreachable }
}

// A connection that comes back may be all that was missing.
function isOfConnection(error: unknown): boolean {
  if (error instanceof AuthenticationError) return error.isUnreachable
  return error instanceof NetworkError || error instanceof ConfigUnreachableError
}

function pauseFor(error: unknown, now: number): number | undefined {
  if (error instanceof HttpStatusError) {
    const canPass = error.status === 429 || error.status >= 500
    return canPass ? parseRetryAfter(error.headers, now) : undefined
  }
  if (!(error instanceof AuthenticationError) || !error.isPassing || error.isUnreachable) {
    return undefined
  }
  return error.retryAfter ?? usual
}
