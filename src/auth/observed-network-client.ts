import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-browser'
import type { IdentityObserver } from './identity-observer.ts'

/** The same network client, with somebody watching. */
export function observedNetworkClient(
  client: INetworkModule,
  { onRequest }: IdentityObserver,
): INetworkModule {
  async function watch<T>(
    method: 'GET' | 'POST',
    url: string,
    options: NetworkRequestOptions | undefined,
    answer: Promise<NetworkResponse<T>>,
  ): Promise<NetworkResponse<T>> {
    const onAnswer = onRequest({ method, url, body: options?.body ?? '' })
    answer.then(onAnswer, () => onAnswer(undefined))
    return answer
  }

  return {
    sendGetRequestAsync: (url, options) =>
      watch('GET', url, options, client.sendGetRequestAsync(url, options)),
    sendPostRequestAsync: (url, options) =>
      watch('POST', url, options, client.sendPostRequestAsync(url, options)),
  }
}
