/** The answer of a token endpoint, as it came; undefined when none did. */
export type TokenAnswer = { status: number; body: unknown } | undefined

/**
 * What happens between this page, the identity provider and the APIs. Events carry codes, verifiers and tokens as they are:
 * a listener that keeps anything has to redact it first.
 */
export type SessionEvent =
  /** The page is about to leave for the authorization endpoint, or after `sign-out` the end-session endpoint. */
  | { kind: 'leave'; url: string }
  /** A hidden frame asks the authorization endpoint (`prompt=none`). What passes through it cannot be seen. */
  | { kind: 'frame-request'; redirectUri?: string | undefined; correlationId?: string | undefined }
  | { kind: 'token-request'; url: string; form: URLSearchParams; answer: Promise<TokenAnswer> }
  /** A silent renewal failed, with this OAuth or MSAL error. */
  | { kind: 'silent-failure'; code: string }
  | {
      kind: 'api-request'
      method: string
      url: string
      accessToken: string
      answer: Promise<{ status: number; headers: Headers } | undefined>
    }
  /** The session ends, in this tab and at the identity provider. */
  | { kind: 'sign-out' }

/** Tells listeners of events. */
export interface Events<T> {
  emit: (event: T) => void
  /** Calls the listener with each event from now on. */
  listen: (listener: (event: T) => void) => void
}

export function createEvents<T>(): Events<T> {
  const listeners = new Set<(event: T) => void>()
  return {
    emit: (event) => {
      for (const listener of listeners) listener(event)
    },
    listen: (listener) => void listeners.add(listener),
  }
}
