import { decodeJwt } from 'jose'
import * as oauth from 'oauth4webapi'
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
const options = { [oauth.allowInsecureRequests]: true }

type Authenticate = (secret: string) => oauth.ClientAuth

/** A client with its authentication, at the identity provider. */
type Party = [oauth.AuthorizationServer, oauth.Client, oauth.ClientAuth]

test(
  'oauth4webapi signs in, renews, and gets tokens for itself and on behalf of users with client_secret_post',
  {
    meta: {
      client: 'oauth4webapi: client secret, refresh token, client credentials, on-behalf-of',
    },
  },
  async () => {
    expect(await useAllFlows(oauth.ClientSecretPost)).toMatchObject(expectedClaims('1'))
  },
)

test(
  'oauth4webapi signs in, renews, and gets tokens for itself and on behalf of users with client_secret_basic',
  {
    meta: {
      client: 'oauth4webapi: client secret, refresh token, client credentials, on-behalf-of',
    },
  },
  async () => {
    expect(await useAllFlows(oauth.ClientSecretBasic)).toMatchObject(expectedClaims('1'))
  },
)

test(
  'oauth4webapi signs in, renews, and gets tokens for itself and on behalf of users with private_key_jwt',
  {
    meta: { client: 'oauth4webapi: certificate, refresh token, client credentials, on-behalf-of' },
  },
  async () => {
    const key = await assertionKey('RS256')
    const naming = { [oauth.modifyAssertion]: nameCertificate }
    const claims = await useAllFlows(() => oauth.PrivateKeyJwt(key, naming))
    expect(claims).toMatchObject(expectedClaims('2'))
  },
)

/** @returns the claims of the access tokens */
async function useAllFlows(authenticate: Authenticate) {
  const issuer = new URL(local.stack.identity.issuer)
  const answer = await oauth.discoveryRequest(issuer, options)
  const server = await oauth.processDiscoveryResponse(issuer, answer)
  const partyOf = ({ clientId, clientSecret }: AppWithSecret): Party => [
    server,
    { client_id: clientId },
    authenticate(clientSecret),
  ]
  const app = partyOf(serverApp(local.stack))
  return {
    ...(await signInAndRenew(app)),
    ofApp: await getAppToken(app),
    onBehalfOf: await exchange(partyOf(weatherApiClient(local.stack))),
  }
}

async function signInAndRenew(party: Party) {
  const { stack } = local
  const [server, client] = party
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const url = new URL(server.authorization_endpoint ?? '')
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: WEB_REDIRECT_URI,
    response_type: 'code',
    scope: `openid profile offline_access ${stack.appConfig.weatherApi.scope}`,
    state,
    nonce,
  }).toString()
  const redirect = await signInOnPages(stack, url)
  const parameters = oauth.validateAuthResponse(server, client, redirect, state)
  const answer = await oauth.authorizationCodeGrantRequest(
    ...party,
    parameters,
    WEB_REDIRECT_URI,
    oauth.nopkce,
    options,
  )
  const expected = { expectedNonce: nonce, requireIdToken: true }
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, expected)
  expect(oauth.getValidatedIdTokenClaims(tokens)?.['preferred_username']).toBe(SUNNY)
  expect((await readWeather(stack, tokens.access_token)).status).toBe(200)

  const { scope } = stack.appConfig.weatherApi
  const refreshAnswer = await oauth.refreshTokenGrantRequest(...party, tokens.refresh_token ?? '', {
    ...options,
    additionalParameters: { scope },
  })
  const renewed = await oauth.processRefreshTokenResponse(server, client, refreshAnswer)
  expect((await readWeather(stack, renewed.access_token)).status).toBe(200)
  return { signedIn: decodeJwt(tokens.access_token), renewed: decodeJwt(renewed.access_token) }
}

async function getAppToken(party: Party) {
  const [server, client] = party
  const parameters = { scope: defaultScope(local.stack) }
  const answer = await oauth.clientCredentialsGrantRequest(...party, parameters, options)
  const { access_token } = await oauth.processClientCredentialsResponse(server, client, answer)
  return decodeJwt(access_token)
}

async function exchange(party: Party) {
  const [server, client] = party
  const onBehalfOf = async (claims?: string) => {
    const { tokens } = await getTokens(local.stack, SUNNY, { claims })
    const answer = await oauth.genericTokenEndpointRequest(
      ...party,
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
      {
        assertion: String(tokens['access_token']),
        requested_token_use: 'on_behalf_of',
        scope: RADAR_SCOPE,
      },
      options,
    )
    return oauth.processGenericTokenEndpointResponse(server, client, answer)
  }
  const refused = await onBehalfOf().catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(oauth.ResponseBodyError)
  const { error, cause } = refused as oauth.ResponseBodyError
  expect(error).toBe('interaction_required')
  const { access_token } = await onBehalfOf(cause['claims'] as string)
  return decodeJwt(access_token)
}
