import { type ApiDescription, ApiError } from '../api/api-error.ts'
import { AuthenticationError } from '../auth/errors.ts'
import {
  HttpStatusError,
  NetworkError,
  TimeoutError,
  UnreadableResponseError,
} from '../http/http-errors.ts'
import { ConfigUnreachableError } from './app-errors.ts'
import { passingTitles } from './catalogue/titles.ts'
import { apiOf, firstSeen, unwrap } from './cause.ts'

/**
 * Whether a failure passes by itself: until then, stale data is better than none. Other failures are about the user, who is
 * signed out or lacks a permission.
 */
export function isPassing(error: unknown): boolean {
  const { cause } = unwrap(error)
  if (cause instanceof HttpStatusError || cause instanceof AuthenticationError) {
    return cause.isPassing
  }
  return [NetworkError, TimeoutError, UnreadableResponseError].some((kind) => cause instanceof kind)
}

/**
 * The title of a failure that passes by itself. Does not need the catalogue.
 * @param apis see {@link apiOf}
 */
export function titleOfPassing(error: unknown, apis: readonly ApiDescription[]): string {
  const title = titleOf(unwrap(error).cause)
  return title.replace('{api}', apiOf(error, apis)?.title ?? 'service')
}

function titleOf(cause: unknown): string {
  if (cause instanceof NetworkError) {
    return cause.isOffline ? passingTitles.offline : passingTitles.unreachable
  }
  if (cause instanceof TimeoutError) return passingTitles.tooSlow
  if (cause instanceof AuthenticationError) return titleOfSignIn(cause)
  if (!(cause instanceof HttpStatusError)) return passingTitles.unreadable
  return [429, 503].includes(cause.status) ? passingTitles.busy : passingTitles.broken
}

function titleOfSignIn({ code, isUnreachable }: AuthenticationError): string {
  if (code === 'no_network_connectivity') return passingTitles.offline
  if (isUnreachable) return passingTitles.signInUnreachable
  return code === 'temporarily_unavailable' ? passingTitles.signInBusy : passingTitles.signInBroken
}

/** When the app retries by itself. */
export interface RetryPlan {
  /** In milliseconds since 1970. */
  at?: number | undefined
  /** On the browser's `online` event, which may never come. */
  whenOnline: boolean
}

// Seconds.
const shortestPause = 5
/** Without a response, or without a `Retry-After` that the app can read. */
const usualPause = 30
/** For a longer pause, the app does not retry by itself. */
const longestPause = 60 * 60

/**
 * Decides by type, status and code of the error, never by Entra's error number. A write is left to the user.
 * @param since when the pause began, in milliseconds since 1970
 */
export function planRetry(error: unknown, since = firstSeen(error)): RetryPlan {
  const { cause } = unwrap(error)
  if (error instanceof ApiError && error.isWrite) return { whenOnline: false }
  const whenOnline = isOfConnection(cause)
  const seconds = pauseAskedFor(cause, since) ?? usualPauseFor(cause)
  if (seconds === undefined || seconds > longestPause) return { whenOnline }
  return { at: since + Math.max(seconds, shortestPause) * 1000, whenOnline }
}

/**
 * When the server's `Retry-After` is over.
 * @returns milliseconds since 1970; 0 without one
 */
export function endOfPause(error: unknown, since = firstSeen(error)): number {
  const seconds = pauseAskedFor(unwrap(error).cause, since)
  return seconds === undefined ? 0 : since + seconds * 1000
}

function isOfConnection(cause: unknown): boolean {
  if (cause instanceof AuthenticationError) return cause.isUnreachable
  return cause instanceof NetworkError || cause instanceof ConfigUnreachableError
}

function pauseAskedFor(cause: unknown, since: number): number | undefined {
  if (cause instanceof ConfigUnreachableError) return pauseAskedFor(cause.cause, since)
  if (cause instanceof AuthenticationError) return cause.isPassing ? cause.retryAfter : undefined
  if (!(cause instanceof HttpStatusError) || !cause.isPassing) return undefined
  return cause.pauseAskedFor(since)
}

function usualPauseFor(cause: unknown): number | undefined {
  const isOfSignIn = cause instanceof AuthenticationError && cause.isPassing
  return isOfSignIn || isOfConnection(cause) ? usualPause : undefined
}
