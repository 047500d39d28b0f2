import * as oauth from 'oauth4webapi'
import { expect, test } from 'vitest'
import { createHttpBrowser } from '../testing/http-browser.ts'
import {
  APP_ORIGIN,
  readWeather,
  REDIRECT_URI,
  SUNNY,
  throughPages,
} from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const local = withLocalEntra()

/** As in a browser: requests to another origin say where they come from. */
const options = {
  [oauth.allowInsecureRequests]: true,
  [oauth.customFetch]: (url: string, init: oauth.CustomFetchOptions<string, unknown>) => {
    const headers = new Headers(init.headers)
    headers.set('origin', APP_ORIGIN)
    return fetch(url, { ...(init as RequestInit), headers })
  },
}

/** Signs in and redeems the code. */
async function redeem(client: oauth.Client) {
  const { appConfig, identity } = local.stack
  const issuer = new URL(appConfig.authorityMetadata.issuer)
  const server = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, options),
  )
  const verifier = oauth.generateRandomCodeVerifier()
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const url = new URL(server.authorization_endpoint ?? '')
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: `openid profile offline_access ${appConfig.weatherApi.scope}`,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  }).toString()
  const browser = createHttpBrowser(identity.origin)
  const { left } = await throughPages(browser, await browser.open(url), SUNNY)

  const parameters = oauth.validateAuthResponse(server, client, left ?? new URL(url), state)
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    REDIRECT_URI,
    verifier,
    options,
  )
  return { server, browser, answer, nonce }
}

test(
  'oauth4webapi discovers, signs in, refreshes and signs out',
  { meta: { client: 'oauth4webapi: code + PKCE, refresh token, sign-out' } },
  async () => {
    const { appConfig } = local.stack
    const client: oauth.Client = { client_id: appConfig.clientId }
    const { server, browser, answer, nonce } = await redeem(client)
    const expected = { expectedNonce: nonce, requireIdToken: true }
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, expected)
    await oauth.validateApplicationLevelSignature(server, answer, options)
    expect(oauth.getValidatedIdTokenClaims(tokens)?.['preferred_username']).toBe(SUNNY)
    expect((await readWeather(local.stack, tokens.access_token)).status).toBe(200)

    const refreshAnswer = await oauth.refreshTokenGrantRequest(
      server,
      client,
      oauth.None(),
      tokens.refresh_token ?? '',
      { ...options, additionalParameters: { scope: appConfig.weatherApi.scope } },
    )
    const renewed = await oauth.processRefreshTokenResponse(server, client, refreshAnswer)
    expect((await readWeather(local.stack, renewed.access_token)).status).toBe(200)

    const logout = new URL(server.end_session_endpoint ?? '')
    logout.searchParams.set('post_logout_redirect_uri', REDIRECT_URI)
    logout.searchParams.set('id_token_hint', tokens.id_token ?? '')
    expect((await browser.open(logout)).left?.href).toBe(REDIRECT_URI)
  },
)

test('oauth4webapi compares case-sensitively and rejects the ID token for a client id in capitals', async () => {
  const client: oauth.Client = { client_id: local.stack.appConfig.clientId.toUpperCase() }
  const { server, answer, nonce } = await redeem(client)
  const expected = { expectedNonce: nonce, requireIdToken: true }
  const failure = oauth.processAuthorizationCodeResponse(server, client, answer, expected)
  await expect(failure).rejects.toThrow('"aud" (audience)')
})

test('oauth4webapi reads the errors of the token endpoint', async () => {
  const { appConfig } = local.stack
  const server: oauth.AuthorizationServer = appConfig.authorityMetadata
  const client: oauth.Client = { client_id: appConfig.clientId }
  const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), 'none', {
    ...options,
    additionalParameters: { scope: 'openid' },
  })
  const failure = oauth.processRefreshTokenResponse(server, client, answer)
  await expect(failure).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })
})
