import { decodeJwt } from 'jose'
import * as client from 'openid-client'
import { expect, test } from 'vitest'
import { getTokens, readWeather, SUNNY } from '../testing/protocol-client.ts'
import {
  type AppWithSecret,
  assertionKey,
  defaultScope,
  expectedClaims,
  nameCertificate,
  RADAR_SCOPE,
  serverApp,
  serverRegistrations,
  signInOnPages,
  weatherApiClient,
  WEB_REDIRECT_URI,
} from '../testing/server-clients.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const local = withLocalEntra({ registrations: serverRegistrations() })

type Authenticate = (secret: string) => client.ClientAuth

test(
  'openid-client signs in, renews, and gets tokens for itself and on behalf of users with client_secret_post',
  {
    meta: {
      client: 'openid-client: client secret, refresh token, client credentials, on-behalf-of',
    },
  },
  async () => {
    expect(await useAllFlows(client.ClientSecretPost)).toMatchObject(expectedClaims('1'))
  },
)

test(
  'openid-client signs in, renews, and gets tokens for itself and on behalf of users with client_secret_basic',
  {
    meta: {
      client: 'openid-client: client secret, refresh token, client credentials, on-behalf-of',
    },
  },
  async () => {
    expect(await useAllFlows(client.ClientSecretBasic)).toMatchObject(expectedClaims('1'))
  },
)

test(
  'openid-client signs in, renews, and gets tokens for itself and on behalf of users with private_key_jwt',
  {
    meta: { client: 'openid-client: certificate, refresh token, client credentials, on-behalf-of' },
  },
  async () => {
    const key = await assertionKey('PS256')
    const options = { [client.modifyAssertion]: nameCertificate }
    const claims = await useAllFlows(() => client.PrivateKeyJwt(key, options))
    expect(claims).toMatchObject(expectedClaims('2'))
  },
)

/** @returns the claims of the access tokens */
async function useAllFlows(authenticate: Authenticate) {
  const app = await discover(serverApp(local.stack), authenticate)
  const api = await discover(weatherApiClient(local.stack), authenticate)
  return {
    ...(await signInAndRenew(app)),
    ofApp: await getAppToken(app),
    onBehalfOf: await exchange(api),
  }
}

function discover(app: AppWithSecret, authenticate: Authenticate) {
  const { issuer } = local.stack.identity
  const options = { execute: [client.allowInsecureRequests] }
  return client.discovery(
    new URL(issuer),
    app.clientId,
    undefined,
    authenticate(app.clientSecret),
    options,
  )
}

async function signInAndRenew(config: client.Configuration) {
  const { stack } = local
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: WEB_REDIRECT_URI,
    scope: `openid profile offline_access ${stack.appConfig.weatherApi.scope}`,
    state: expectedState,
    nonce: expectedNonce,
  })
  const answer = await signInOnPages(stack, url)
  const checks = { expectedState, expectedNonce, idTokenExpected: true }
  const tokens = await client.authorizationCodeGrant(config, answer, checks)
  expect(tokens.claims()?.['preferred_username']).toBe(SUNNY)
  expect((await readWeather(stack, tokens.access_token)).status).toBe(200)

  const { scope } = stack.appConfig.weatherApi
  const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', { scope })
  expect((await readWeather(stack, renewed.access_token)).status).toBe(200)
  return { signedIn: decodeJwt(tokens.access_token), renewed: decodeJwt(renewed.access_token) }
}

async function getAppToken(config: client.Configuration) {
  const scope = defaultScope(local.stack)
  const { access_token } = await client.clientCredentialsGrant(config, { scope })
  return decodeJwt(access_token)
}

async function exchange(config: client.Configuration) {
  const onBehalfOf = async (claims?: string) =>
    client.genericGrantRequest(config, 'urn:ietf:params:oauth:grant-type:jwt-bearer', {
      assertion: String((await getTokens(local.stack, SUNNY, { claims })).tokens['access_token']),
      requested_token_use: 'on_behalf_of',
      scope: RADAR_SCOPE,
    })
  const refused = await onBehalfOf().catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(client.ResponseBodyError)
  const { error, cause } = refused as client.ResponseBodyError
  expect(error).toBe('interaction_required')
  const { access_token } = await onBehalfOf(cause['claims'] as string)
  return decodeJwt(access_token)
}
