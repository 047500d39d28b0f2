import {
  BrowserAuthError,
  BrowserAuthErrorCodes,
  type INetworkModule,
  type NetworkRequestOptions,
  type NetworkResponse,
} from '@azure/msal-browser'

/** `errorCode` when the identity provider did not answer in time; MSAL has none for it. */
export const identityProviderTimeout = 'identity_provider_timeout'

/**
 * How MSAL talks to the identity provider. Differs from MSAL's own client in three ways: a request has a time-out,
 * is never sent twice (a code sent again is `invalid_grant`, RFC 6749 §4.1.2), and an answer that is not a JSON object
 * is an error here and not a crash further in.
 * @param timeout milliseconds until an answer must be there
 */
export function createNetworkClient(timeout = 10_000): INetworkModule {
  return {
    sendGetRequestAsync: (url, options) => send(url, 'GET', timeout, options),
    sendPostRequestAsync: (url, options) => send(url, 'POST', timeout, options),
  }
}

async function send<T>(
  url: string,
  method: 'GET' | 'POST',
  timeout: number,
  options: NetworkRequestOptions = {},
): Promise<NetworkResponse<T>> {
  const signal = AbortSignal.timeout(timeout)
  const fail = (code: string) => new BrowserAuthError(code, options.correlationId ?? '')
  try {
    // oxlint-disable-next-line no-restricted-globals -- MSAL's requests leave the page here
    const response = await fetch(url, {
      method,
      signal,
      credentials: 'omit',
      redirect: 'error',
      ...(options.headers && { headers: options.headers }),
      ...(method === 'POST' && { body: options.body ?? '' }),
    })
    const body = parseObject(await response.text())
    if (body === undefined) throw fail(BrowserAuthErrorCodes.failedToParseResponse)
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: body as T,
    }
  } catch (error) {
    if (error instanceof BrowserAuthError) throw error
    if (signal.aborted) throw fail(identityProviderTimeout)
    if (!navigator.onLine) throw fail(BrowserAuthErrorCodes.noNetworkConnectivity)
    throw fail(failedRequest[method])
  }
}

const failedRequest = {
  GET: BrowserAuthErrorCodes.getRequestFailed,
  POST: BrowserAuthErrorCodes.postRequestFailed,
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? value : undefined
  } catch {
    return undefined
  }
}
