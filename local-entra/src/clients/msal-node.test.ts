import {
  type AccountInfo,
  type Configuration,
  CryptoProvider,
  PublicClientApplication,
} from '@azure/msal-node'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { clientSettings, describeClientSettings } from '../client-settings.ts'
import type { LocalEntra } from '../local-entra.ts'
import { createHttpBrowser } from '../testing/http-browser.ts'
import { readWeather, SUNNY, throughPages } from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const local = withLocalEntra()

// RFC 8252 §7.3: an app outside of a browser listens on any loopback port.
const REDIRECT_URI = 'http://localhost:49152'

test(
  'MSAL for Node signs in with the printed settings, reads the weather and renews',
  { meta: { client: '@azure/msal-node: code + PKCE, refresh token' } },
  async () => {
    const { stack } = local
    const client = new PublicClientApplication(printedSettings(stack))
    const first = await signIn(client, stack)
    expect(first.account?.username).toBe(SUNNY)
    expect((await readWeather(stack, first.accessToken)).status).toBe(200)

    stack.control.clearExchanges()
    const renewed = await client.acquireTokenSilent({
      account: first.account as AccountInfo,
      scopes: first.scopes,
      forceRefresh: true,
    })
    expect(renewed.accessToken).not.toBe(first.accessToken)
    expect((await readWeather(stack, renewed.accessToken)).status).toBe(200)
    expect(stack.control.exchanges({ server: 'identity' })).toMatchObject([
      { endpoint: 'token', form: { grant_type: 'refresh_token' }, status: 200 },
    ])
  },
)

/** The object that the command prints, as a person copies it from the terminal into a file. */
function printedSettings(stack: LocalEntra): Configuration {
  const text = describeClientSettings(clientSettings(stack)).join('\n')
  const [, code = ''] = /@azure\/msal-node: new .*\n([^]*?)\n\n/.exec(text) ?? []
  return runInNewContext(`(${code})`) as Configuration
}

async function signIn(client: PublicClientApplication, stack: LocalEntra) {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes()
  const request = { scopes: [stack.appConfig.weatherApi.scope], redirectUri: REDIRECT_URI }
  const url = await client.getAuthCodeUrl({
    ...request,
    codeChallenge: challenge,
    codeChallengeMethod: 'S256',
  })
  const browser = createHttpBrowser(stack.identity.origin)
  const { left } = await throughPages(browser, await browser.open(url), SUNNY)
  const code = left?.searchParams.get('code') ?? ''
  return client.acquireTokenByCode({ ...request, code, codeVerifier: verifier })
}
