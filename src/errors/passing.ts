import type { ApiDescription } from '../api/api-error.ts'
import { AuthenticationError } from '../auth/errors.ts'
import {
  HttpStatusError,
  NetworkError,
  TimeoutError,
  UnreadableAnswerError,
} from '../http/http-errors.ts'
import { ConfigUnreachableError } from './app-errors.ts'
import { passingTitles } from './catalogue/titles.ts'
import { apiOf, firstSeen, unwrap } from './cause.ts'

/**
 * Whether a failure passes by itself, so that older data is better than none until then. Any other failure says something
 * about the user: signed out, not permitted.
 */
export function isPassing(error: unknown): boolean {
  const { cause } = unwrap(error)
  if (cause instanceof HttpStatusError || cause instanceof AuthenticationError) {
    return cause.isPassing
  }
  return [NetworkError, TimeoutError, UnreadableAnswerError].some((kind) => cause instanceof kind)
}

/**
 * The title of a failure that passes. Available without the catalogue.
 * @param apis what the API is called, where the error does not say
 */
export function titleOfPassing(error: unknown, apis: readonly ApiDescription[]): string {
  const title = navigator.onLine ? titleOf(unwrap(error).cause) : passingTitles.offline
  return title.replace('{api}', apiOf(error, apis)?.title ?? 'service')
}

function titleOf(cause: unknown): string {
  if (cause instanceof NetworkError) return passingTitles.unreachable
  if (cause instanceof TimeoutError) return passingTitles.tooSlow
  if (cause instanceof AuthenticationError) return titleOfSignIn(cause)
  if (!(cause instanceof HttpStatusError)) return passingTitles.unreadable
  return [429, 503].includes(cause.status) ? passingTitles.busy : passingTitles.broken
}

function titleOfSignIn({ code, isUnreachable }: AuthenticationError): string {
  if (isUnreachable) return passingTitles.signInUnreachable
  return code === 'temporarily_unavailable' ? passingTitles.signInBusy : passingTitles.signInBroken
}

/** When the app retries by itself. */
interface RetryPlan {
  /** At this time, in milliseconds since 1970. */
  at?: number
  /** As soon as the device is online again. */
  whenOnline: boolean
}

// Seconds.
const shortestPause = 5
/** Where the sign-in service asks for no pause, or CORS hides the header. */
const usualPause = 30
/** Users do not wait longer than this. */
const longestPause = 15 * 60

/**
 * Plans by type, status and code, never by the error numbers of Entra.
 * @param since when the pause began, in milliseconds since 1970
 */
export function planRetry(error: unknown, since = firstSeen(error)): RetryPlan {
  const { cause } = unwrap(error)
  const whenOnline = isOfConnection(cause)
  const seconds = pauseFor(cause, since)
  if (seconds === undefined || seconds > longestPause) return { whenOnline }
  return { at: since + Math.max(seconds, shortestPause) * 1000, whenOnline }
}

// The connection may be all that was missing.
function isOfConnection(cause: unknown): boolean {
  if (cause instanceof AuthenticationError) return cause.isUnreachable
  return cause instanceof NetworkError || cause instanceof ConfigUnreachableError
}

function pauseFor(cause: unknown, since: number): number | undefined {
  if (cause instanceof HttpStatusError) {
    return cause.isPassing ? cause.pauseAskedFor(since) : undefined
  }
  if (!(cause instanceof AuthenticationError) || !cause.isPassing || cause.isUnreachable) {
    return undefined
  }
  return cause.retryAfter ?? usualPause
}
