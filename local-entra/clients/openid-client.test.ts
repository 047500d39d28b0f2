import * as client from 'openid-client'
import { expect, test } from 'vitest'
import { defaultRegistrations } from '../registrations/default-registrations.ts'
import { createHttpBrowser } from '../testing/http-browser.ts'
import { readWeather, SUNNY, throughPages } from '../testing/protocol-client.ts'
import { withLocalStack } from '../testing/test-stack.ts'

/** openid-client runs in Node, which sends no `Origin`: an app of the platform "mobile and desktop". */
const REDIRECT_URI = 'http://localhost/signed-in'
const registrations = defaultRegistrations()
registrations.apps[0]?.redirectUris.publicClient.push(REDIRECT_URI)
const local = withLocalStack({ registrations })

test('openid-client discovers, signs in, refreshes and signs out', async () => {
  const { appConfig, identity } = local.stack
  const config = await client.discovery(
    new URL(appConfig.authorityMetadata.issuer),
    appConfig.clientId,
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
})
