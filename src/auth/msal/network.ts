import {
  AuthError,
  BrowserAuthError,
  BrowserAuthErrorCodes,
  type INetworkModule,
  type NetworkRequestOptions,
  type NetworkResponse,
} from '@azure/msal-browser'
import {
  NetworkError,
  parseRetryAfter,
  TimeoutError,
  UnreadableAnswerError,
} from '../../http/http-errors.ts'
import { requestText } from '../../http/request.ts'
import { createPause, type Pause } from '../pause.ts'
import type { SessionEvent } from '../session-events.ts'

// The longest answers hold three tokens; those of a person in very many groups have some 100 kB.
const limits = { timeout: 10_000, maxBytes: 1024 * 1024 }

/**
 * How MSAL talks to the identity provider. It differs from MSAL's own client in five ways: a request has a time limit, and
 * is never sent twice (a code sent again is `invalid_grant`, RFC 6749 §4.1.2); an answer that is too large, or no JSON
 * object, is an error here and not a crash further in; so is a server that is busy or broken, because MSAL would refuse
 * every further request for a minute, with an error that says nothing; and `Retry-After` is read in both its forms.
 * @param emit is told of each token request
 * @param pause is kept to: until it is over, token requests fail without being sent
 */
export function createNetworkClient(
  emit: (event: SessionEvent) => void,
  pause = createPause(globalThis),
): INetworkModule {
  async function post<T>(url: string, options: NetworkRequestOptions = {}) {
    keepPause(pause, options.correlationId)
    const answer = send<T>(pause, url, 'POST', options)
    emit({
      kind: 'token-request',
      url,
      form: new URLSearchParams(options.body),
      answer: answer.catch(() => undefined),
    })
    return answer
  }

  return {
    // Documents about the identity provider are public, and no step of a sign-in.
    sendGetRequestAsync: (url, options) => send(pause, url, 'GET', options),
    sendPostRequestAsync: post,
  }
}

/**
 * Ends what would ask the identity provider for tokens while it wants to be left alone.
 * @throws what a busy identity provider would answer
 */
export function keepPause(pause: Pause, correlationId = ''): void {
  const left = pause.getLeft()
  if (left > 0) throw busy(429, correlationId, 'Paused.', left)
}

/** @param retryAfter seconds that it asks to be left alone, where it says so and lets the browser read it */
function busy(
  status: number,
  correlationId: string,
  description: unknown,
  retryAfter: number | undefined,
): AuthError {
  // RFC 6749 §4.1.2.1 has the two names.
  const code = [429, 503].includes(status) ? 'temporarily_unavailable' : 'server_error'
  return Object.assign(new AuthError(code, correlationId, String(description)), { retryAfter })
}

async function send<T>(
  pause: Pause,
  url: string,
  method: 'GET' | 'POST',
  { headers: sent, body = '', correlationId = '' }: NetworkRequestOptions = {},
): Promise<NetworkResponse<T>> {
  const answer = await requestText(
    url,
    {
      method,
      ...(sent && { headers: sent }),
      ...(method === 'POST' && { body }),
      credentials: 'omit',
      redirect: 'error',
    },
    limits,
  ).catch((error: unknown) => {
    throw new BrowserAuthError(codeOf(error, method), correlationId)
  })
  const { status } = answer
  const content = parseObject(answer.text)
  const retryAfter = status < 400 ? undefined : parseRetryAfter(answer.headers, Date.now())
  if (retryAfter !== undefined) pause.begin(retryAfter)
  if (status === 429 || status >= 500) {
    throw busy(
      status,
      correlationId,
      content?.['error_description'] ?? `HTTP ${status}`,
      retryAfter,
    )
  }
  if (content === undefined) {
    throw new BrowserAuthError(BrowserAuthErrorCodes.failedToParseResponse, correlationId)
  }
  // MSAL would read the seconds alone, and refuse further requests with an error that says nothing.
  const { 'retry-after': _, ...headers } = Object.fromEntries(answer.headers)
  return { status, headers, body: content as T }
}

function codeOf(error: unknown, method: 'GET' | 'POST'): string {
  if (error instanceof UnreadableAnswerError) return BrowserAuthErrorCodes.failedToParseResponse
  // MSAL has no code for it.
  if (error instanceof TimeoutError) return 'identity_provider_timeout'
  if (error instanceof NetworkError && error.isOffline) {
    return BrowserAuthErrorCodes.noNetworkConnectivity
  }
  const { getRequestFailed, postRequestFailed } = BrowserAuthErrorCodes
  return method === 'GET' ? getRequestFailed : postRequestFailed
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
