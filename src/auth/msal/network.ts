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
  UnreadableResponseError,
} from '../../http/http-errors.ts'
import { requestText } from '../../http/request.ts'
import { createPause, type Pause } from '../pause.ts'
import type { SessionEvent } from '../session-events.ts'

// A token response holds up to three tokens: some 100 kB for a user in very many groups.
const limits = { timeout: 10_000, maxBytes: 1024 * 1024 }

/**
 * MSAL's requests to the identity provider. Differs from MSAL's own client in five ways:
 * - A request has a time limit.
 * - It is never sent twice: a code that is sent again is `invalid_grant` (RFC 6749 §4.1.2).
 * - A response that is too large or not a JSON object is an error, where MSAL would crash later.
 * - A 429 or 5xx is an error. MSAL would block further requests for a minute, with an error that does not say why.
 * - Both forms of `Retry-After` are read.
 * @param emit receives each token request
 * @param pause while it lasts, token requests fail without being sent
 */
export function createNetworkClient(
  emit: (event: SessionEvent) => void,
  pause = createPause(globalThis),
): INetworkModule {
  async function post<T>(url: string, options: NetworkRequestOptions = {}) {
    keepPause(pause, options.correlationId)
    const response = send<T>(pause, url, 'POST', options)
    emit({
      kind: 'token-request',
      url,
      form: new URLSearchParams(options.body),
      response: response.catch(() => undefined),
    })
    return response
  }

  return {
    // Discovery documents are public: neither the pause nor the events are about them.
    sendGetRequestAsync: (url, options) => send(pause, url, 'GET', options),
    sendPostRequestAsync: post,
  }
}

/**
 * Fails during a pause.
 * @throws the error for a 429
 */
export function keepPause(pause: Pause, correlationId = ''): void {
  const left = pause.getLeft()
  if (left > 0) throw busy(429, correlationId, 'Paused.', left)
}

/** @param retryAfter seconds; undefined without the header, or if CORS hides it */
function busy(
  status: number,
  correlationId: string,
  description: unknown,
  retryAfter: number | undefined,
): AuthError {
  // Both codes are from RFC 6749 §4.1.2.1.
  const code = [429, 503].includes(status) ? 'temporarily_unavailable' : 'server_error'
  return Object.assign(new AuthError(code, correlationId, String(description)), { retryAfter })
}

async function send<T>(
  pause: Pause,
  url: string,
  method: 'GET' | 'POST',
  { headers: sent, body = '', correlationId = '' }: NetworkRequestOptions = {},
): Promise<NetworkResponse<T>> {
  const response = await requestText(
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
  const { status } = response
  const content = parseObject(response.text)
  const retryAfter = status < 400 ? undefined : parseRetryAfter(response.headers, Date.now())
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
  // MSAL reads only the seconds, and would block further requests with an error that does not say why.
  const { 'retry-after': _, ...headers } = Object.fromEntries(response.headers)
  return { status, headers, body: content as T }
}

function codeOf(error: unknown, method: 'GET' | 'POST'): string {
  if (error instanceof UnreadableResponseError) return BrowserAuthErrorCodes.failedToParseResponse
  // MSAL has no code for a timeout.
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
