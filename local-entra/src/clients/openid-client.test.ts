import * as client from 'openid-client'
import { expect, test } from 'vitest'
import { createHttpBrowser } from '../testing/http-browser.ts'
import { readWeather, SUNNY, throughPages } from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

/** openid-client runs in Node, which sends no `Origin`: an app of the platform "mobile and desktop". */
const DESKTOP_APP = '10ca1000-57ac-4000-b000-000000000003'
const REDIRECT_URI = 'http://localhost/'
const local = withLocalEntra()

test(
  'openid-client discovers, signs in, refreshes and signs out',
  { meta: { client: 'openid-client: code + PKCE, refresh token, sign-out' } },
  async () => {
    const { appConfig, identity } = local.stack
    const config = await client.discovery(
      new URL(appConfig.authorityMetadata.issuer),
      DESKTOP_APP,
      undefined,
      client.None(),
      { execute: [client.allowInsecureRequests] },
    )
    const pkceCodeVerifier = client.randomPKCECodeVerifier()
    const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT_URI,
      scope: `openid profile offline_access ${appConfig.weatherApi.scope}`,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
    })
    const browser = createHttpBrowser(identity.origin)
    const { left } = await throughPages(browser, await browser.open(url), SUNNY)

    const tokens = await client.authorizationCodeGrant(config, left ?? url, {
      pkceCodeVerifier,
      expectedState,
      expectedNonce,
      idTokenExpected: true,
    })
    expect(tokens.claims()?.['preferred_username']).toBe(SUNNY)
    expect((await readWeather(local.stack, tokens.access_token)).status).toBe(200)

    const scope = `openid ${appConfig.weatherApi.scope}`
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', { scope })
    expect((await readWeather(local.stack, renewed.access_token)).status).toBe(200)

    const logout = client.buildEndSessionUrl(config, {
      post_logout_redirect_uri: REDIRECT_URI,
      id_token_hint: tokens.id_token ?? '',
    })
    expect((await browser.open(logout)).left?.href.split('?')[0]).toBe(REDIRECT_URI)
  },
)
