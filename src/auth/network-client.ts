import {
  AuthError,
  BrowserAuthError,
  BrowserAuthErrorCodes,
  type INetworkModule,
  type NetworkRequestOptions,
  type NetworkResponse,
} from '@azure/msal-browser'

/** `errorCode` when the identity provider did not answer in time; MSAL has none for it. */
export const identityProviderTimeout = 'identity_provider_timeout'

const longestWait = 10_000
// The longest answers hold three tokens; a person in very many groups has some 100 kB of them.
const largestAnswer = 1024 * 1024

/**
 * How MSAL talks to the identity provider. Differs from MSAL's own client in four ways: a request has a time-out, and is
 * never sent twice (a code sent again is `invalid_grant`, RFC 6749 §4.1.2); an answer that is too large, or no JSON object,
 * is an error here and not a crash further in; and so is a server that is busy or broken, because MSAL would refuse every
 * further request for a minute, with an error that says nothing.
 */
export function createNetworkClient(): INetworkModule {
  return {
    sendGetRequestAsync: (url, options) => send(url, 'GET', options),
    sendPostRequestAsync: (url, options) => send(url, 'POST', options),
  }
}

/** The identity provider answered that it cannot at the moment, by status 429 or 5xx. */
class BusyError extends AuthError {
  /** Seconds that it asks to be left alone, where it says so and lets the browser read it. */
  readonly retryAfter: number | undefined

  // RFC 6749 §4.1.2.1 has the two names.
  constructor({ status, headers }: Response, body: Record<string, unknown>, correlationId: string) {
    const code = status === 429 || status === 503 ? 'temporarily_unavailable' : 'server_error'
    const description = body['error_description']
    super(code, correlationId, typeof description === 'string' ? description : `HTTP ${status}`)
    const seconds = Number.parseInt(headers.get('retry-after') ?? '', 10)
    this.retryAfter = seconds >= 0 ? seconds : undefined
  }
}

async function send<T>(
  url: string,
  method: 'GET' | 'POST',
  options: NetworkRequestOptions = {},
): Promise<NetworkResponse<T>> {
  const { headers, body = '', correlationId = '' } = options
  const fail = (code: string) => new BrowserAuthError(code, correlationId)
  const request = { method, ...(headers && { headers }), ...(method === 'POST' && { body }) }
  const { response, text } = await exchange(url, request, fail)
  const answer = parseObject(text)
  const { status } = response
  if (status === 429 || status >= 500) throw new BusyError(response, answer ?? {}, correlationId)
  if (answer === undefined) throw fail(BrowserAuthErrorCodes.failedToParseResponse)
  return { status, headers: Object.fromEntries(response.headers), body: answer as T }
}

async function exchange(url: string, request: RequestInit, fail: (code: string) => Error) {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), longestWait)
  const { signal } = controller
  const limit = limitTo(largestAnswer)
  try {
    const response = await fetch(url, {
      ...request,
      signal,
      credentials: 'omit',
      redirect: 'error',
    })
    const text = await new Response(response.body?.pipeThrough(limit.stream)).text()
    return { response, text }
  } catch {
    if (limit.isExceeded()) throw fail(BrowserAuthErrorCodes.failedToParseResponse)
    if (signal.aborted) throw fail(identityProviderTimeout)
    if (!navigator.onLine) throw fail(BrowserAuthErrorCodes.noNetworkConnectivity)
    const { getRequestFailed, postRequestFailed } = BrowserAuthErrorCodes
    throw fail(request.method === 'GET' ? getRequestFailed : postRequestFailed)
  } finally {
    clearTimeout(timer)
  }
}

/** Lets so many bytes through, and no more. What comes out then is an error of the browser's own, which does not say why. */
function limitTo(bytes: number) {
  let left = bytes
  const stream = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      left -= chunk.byteLength
      if (left >= 0) controller.enqueue(chunk)
      else controller.error(new RangeError('The answer is too large.'))
    },
  })
  return { stream, isExceeded: () => left < 0 }
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
