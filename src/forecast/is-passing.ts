import { AuthenticationError } from '../auth/authentication-error.ts'
import {
  HttpStatusError,
  NetworkError,
  TimeoutError,
  UnreadableAnswerError,
} from '../http/http-errors.ts'

/**
 * Tells a failure that will pass by itself, during which an older forecast is better than none, from one that says
 * something about the person: signed out, not permitted.
 */
export function isPassing(error: unknown): boolean {
  if (error instanceof HttpStatusError) return error.status === 429 || error.status >= 500
  if (error instanceof AuthenticationError) return error.isPassing
  return [NetworkError, TimeoutError, UnreadableAnswerError].some((kind) => error instanceof kind)
}
