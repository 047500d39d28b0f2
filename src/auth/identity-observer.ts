import type { EventCallbackFunction } from '@azure/msal-browser'

/** A request to the identity provider, as MSAL sends it. */
export interface IdentityRequest {
  method: 'GET' | 'POST'
  url: string
  /** The form of a POST. */
  body: string
}

/** The answer to it; undefined when none came. */
export type IdentityAnswer = { status: number; body: unknown } | undefined

/**
 * Someone who watches what passes between this page and the identity provider, through the hooks that MSAL offers. It is
 * handed codes, verifiers and tokens as they are: nothing of it may be kept before they are taken out.
 */
export interface IdentityObserver {
  /** The page is about to leave for this address (`auth.onRedirectNavigate`). */
  onLeave: (url: string) => void
  /** A request goes out (`system.networkClient`); returns whom to tell of its answer. */
  onRequest: (request: IdentityRequest) => (answer: IdentityAnswer) => void
  /** `addEventCallback`. */
  onEvent: EventCallbackFunction
}
