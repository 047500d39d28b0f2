import { AuthenticationError } from '../auth/authentication-error.ts'
import {
  HttpStatusError,
  NetworkError,
  TimeoutError,
  UnreadableAnswerError,
} from '../http/http-errors.ts'

const passingCodes = new Set([
  'no_network_connectivity',
  'post_request_failed',
  'identity_provider_timeout',
])

/**
 * Tells a failure that will pass by itself, during which an older forecast is better than none, from one that says
 * something about the person: signed out, not permitted.
 */
export function isPassing(error: unknown): boolean {
  if (error instanceof HttpStatusError) return error.status === 429 || error.status >= 500
  if (error instanceof AuthenticationError) return passingCodes.has(error.code)
  return [NetworkError, TimeoutError, UnreadableAnswerError].some((kind) => error instanceof kind)
}
