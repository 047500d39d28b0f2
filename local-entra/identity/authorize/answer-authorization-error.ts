import type { Context } from 'koa'
import { describeError } from '../errors/describe-error.ts'
import { EntraError, SignInExpiredError, UserCancelledError } from '../errors/entra-error.ts'
import { errorPage } from '../pages/error-page.ts'
import { expiredPage } from '../pages/expired-page.ts'
import { sendPage } from '../pages/send-page.ts'
import { isToldTheApp } from './admin-consent.ts'
import type { ReturnAddress } from './authorization-request.ts'
import { sendAuthorizationResponse } from './send-authorization-response.ts'

export interface AuthorizationFailure {
  error: unknown
  /** Undefined while it is not known where an answer may go. */
  address: ReturnAddress | undefined
  correlationId: string | undefined
  now: number
  /** Of the identity provider. */
  origin: string
  /** Where the same request can be made with another account; undefined if it cannot. */
  another: string | undefined
}

/** Tells the app, or the person when there is no app that may be told. */
export function answerAuthorizationError(ctx: Context, failure: AuthorizationFailure): void {
  const { error, address } = failure
  const state = address?.state === undefined ? {} : { state: address.state }
  if (error instanceof UserCancelledError && address) {
    const cancelled = { error: 'access_denied', error_subcode: 'cancel', ...state }
    sendAuthorizationResponse(ctx, address, cancelled)
    return
  }
  if (error instanceof SignInExpiredError) {
    sendPage(ctx, { title: 'Sign in', status: 400, body: expiredPage() })
    return
  }
  if (!(error instanceof EntraError)) throw error
  const description = describeError(error, failure.correlationId, failure.now)
  if (!address || isForPerson(error, address)) {
    const another = error.entry.page === 'interactive' ? failure.another : undefined
    sendPage(ctx, { title: 'Sign in', status: 400, body: errorPage(description, another) })
    return
  }
  sendAuthorizationResponse(ctx, address, {
    error: error.entry.error,
    error_description: description.description,
    error_uri: `${failure.origin}/error?code=${description.code}`,
    ...(error.claims === undefined ? {} : { claims: error.claims }),
    ...(address.adminConsent ? { admin_consent: 'True' } : {}),
    ...state,
  })
}

function isForPerson(error: EntraError, address: ReturnAddress): boolean {
  const { entry } = error
  if (isToldTheApp(error, address)) return false
  return entry.page === 'always' || (entry.page === 'interactive' && !address.silent)
}
