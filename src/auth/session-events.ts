/** The response of a token endpoint; undefined when none came. */
export type TokenResponse = { status: number; body: unknown } | undefined

/**
 * What happens between this page, the identity provider and the APIs. Events contain codes, verifiers and tokens: a listener
 * must redact them before it stores anything.
 */
export type SessionEvent =
  /** The page is about to redirect to the authorization endpoint or, after `sign-out`, to the end-session endpoint. */
  | { kind: 'leave'; url: string }
  /** A hidden frame requests the authorization endpoint (`prompt=none`). Its URLs are not visible to this page. */
  | { kind: 'frame-request'; redirectUri?: string | undefined; correlationId?: string | undefined }
  | { kind: 'token-request'; url: string; form: URLSearchParams; response: Promise<TokenResponse> }
  /** A silent renewal failed, with this OAuth or MSAL error. */
  | { kind: 'silent-failure'; code: string }
  | {
      kind: 'api-request'
      /** The name of the API for users. */
      api: string
      method: string
      url: string
      accessToken: string
      response: Promise<{ status: number; headers: Headers } | undefined>
    }
  /** The session ends, in this tab and at the identity provider. */
  | { kind: 'sign-out' }

export interface Events<T> {
  emit: (event: T) => void
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
