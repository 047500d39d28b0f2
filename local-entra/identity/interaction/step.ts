import type { InteractionResults } from 'oidc-provider'
import type { CarriedRequest } from '../authorize/carried-request.ts'
import { CANCELLED } from '../errors/as-entra-error.ts'
import type { IdentityState } from '../identity-state.ts'
import type { Html } from '../pages/send-page.ts'

/** What a step of an interaction knows. */
export interface StepContext {
  state: IdentityState
  request: CarriedRequest
  /** The browser's session, and whom the request is about, if that is known. */
  sessionUid: string
  userName: string | undefined
  query: URLSearchParams
}

/** One page between the authorization request and its answer. */
export interface Step {
  title: string
  page(context: StepContext): Html
  /** What the person decided; undefined shows the page again. */
  decide(context: StepContext, form: URLSearchParams): InteractionResults | undefined
  /** How the app hears that the person cancelled, where it is not `CANCELLED_RESULT`. */
  cancel?(context: StepContext): InteractionResults
}

/** What the core is told when a person cancels. */
export const CANCELLED_RESULT: InteractionResults = {
  error: 'access_denied',
  error_description: CANCELLED,
}
