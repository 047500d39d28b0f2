import { AuthenticationError } from '../../auth/authentication-error.ts'
import { HttpStatusError, NetworkError, TimeoutError } from '../../http/http-errors.ts'

/** What is said of failures that pass. Always at hand, for without a connection the catalogue may be out of reach. */
export const passingTitles = {
  offline: 'You are offline',
  unreachable: 'The weather service cannot be reached',
  tooSlow: 'The weather service takes too long',
  busy: 'The weather service is busy',
  broken: 'The weather service has a problem',
  makesNoSense: 'The weather service gave an answer that makes no sense',
  noSignIn: 'The sign-in service cannot be reached',
  signInBusy: 'The sign-in service is busy',
  signInBroken: 'The sign-in service has a problem',
} as const

/** @returns a title for a failure during which an older forecast stays on screen */
export function titleOfPassing(failure: unknown): string {
  if (!navigator.onLine) return passingTitles.offline
  if (failure instanceof NetworkError) return passingTitles.unreachable
  if (failure instanceof TimeoutError) return passingTitles.tooSlow
  if (failure instanceof AuthenticationError) return titleOfSignIn(failure)
  if (!(failure instanceof HttpStatusError)) return passingTitles.makesNoSense
  return [429, 503].includes(failure.status) ? passingTitles.busy : passingTitles.broken
}

function titleOfSignIn({ code, isUnreachable }: AuthenticationError): string {
  if (isUnreachable) return passingTitles.noSignIn
  return code === 'temporarily_unavailable' ? passingTitles.signInBusy : passingTitles.signInBroken
}
