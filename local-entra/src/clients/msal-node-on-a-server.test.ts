import {
  type AccountInfo,
  type Configuration,
  ConfidentialClientApplication,
  InteractionRequiredAuthError,
} from '@azure/msal-node'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { decodeJwt, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { clientSettings } from '../client-settings.ts'
import { startLoopbackServer } from '../server/loopback-server.ts'
import { createHttpBrowser } from '../testing/http-browser.ts'
import { getTokens, readWeather, SUNNY, throughPages } from '../testing/protocol-client.ts'
import {
  assertionKey,
  certificate,
  defaultScope,
  expectedClaims,
  nameCertificate,
  RADAR_SCOPE,
  serverApp,
  serverRegistrations,
  signInOnPages,
  thumbprints,
  weatherApiClient,
  WEB_REDIRECT_URI,
} from '../testing/server-clients.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const local = withLocalEntra({ registrations: serverRegistrations() })

const clientCertificate = { thumbprintSha256: thumbprints.sha256, privateKey: certificate.key }

type Credential = ConstructorParameters<typeof ConfidentialClientApplication>[0]['auth']

/** The printed settings, with the client id and the credential of another app in place of their own. */
function createClient(own: Credential) {
  const { clientSecret: _, ...auth } = clientSettings(local.stack).msalNodeOnServer?.auth ?? {}
  return new ConfidentialClientApplication({ auth: { ...auth, ...own } })
}

describe('an app that signs users in', () => {
  test(
    'MSAL for Node signs in with the printed settings, which have a secret, and renews',
    { meta: { client: '@azure/msal-node: client secret, refresh token' } },
    async () => {
      const { msalNodeOnServer } = clientSettings(local.stack)
      const client = new ConfidentialClientApplication(msalNodeOnServer as Configuration)
      const { signedIn, renewed } = expectedClaims('1')
      expect(await signInAndRenew(client)).toMatchObject([signedIn, renewed])
    },
  )

  test(
    'MSAL for Node signs in with a certificate, and renews',
    { meta: { client: '@azure/msal-node: certificate, refresh token' } },
    async () => {
      const { clientId } = serverApp(local.stack)
      const client = createClient({ clientId, clientCertificate })
      const { signedIn, renewed } = expectedClaims('2')
      expect(await signInAndRenew(client)).toMatchObject([signedIn, renewed])
    },
  )

  test(
    'MSAL for Node redeems the code that the browser posts to the app',
    { meta: { client: '@azure/msal-node: client secret, form_post' } },
    async () => {
      const { origin } = local.stack.identity
      const client = createClient(serverApp(local.stack))
      const app = await startWebApp(client)
      const redirectUri = `${app.origin}/signin-oidc`
      const responseMode = 'form_post'
      const url = await client.getAuthCodeUrl({ scopes: [], redirectUri, responseMode })
      const browser = createHttpBrowser([origin, app.origin])
      const posting = await throughPages(browser, await browser.open(url), SUNNY)
      expect((await browser.submit(posting)).html).toBe(`Hello ${SUNNY}`)
      await app.close()
    },
  )
})

/** A web app that greets the user of the code that it receives. */
function startWebApp(client: ConfidentialClientApplication) {
  const app = new Hono().post('/signin-oidc', async (context) => {
    const { code } = await context.req.parseBody<{ code: string }>()
    const result = await client.acquireTokenByCode({
      scopes: [],
      redirectUri: context.req.url,
      code,
    })
    return context.text(`Hello ${result.account?.username}`)
  })
  const handle = getRequestListener(app.fetch)
  return startLoopbackServer({
    name: 'web app',
    port: 0,
    portSetting: '',
    listener: (request, response) => void handle(request, response),
  })
}

/** @returns the claims of the access tokens */
async function signInAndRenew(client: ConfidentialClientApplication) {
  const { stack } = local
  const request = { scopes: [stack.appConfig.weatherApi.scope], redirectUri: WEB_REDIRECT_URI }
  const answer = await signInOnPages(stack, await client.getAuthCodeUrl(request))
  const code = answer.searchParams.get('code') ?? ''
  const first = await client.acquireTokenByCode({ ...request, code })
  expect(first.account?.username).toBe(SUNNY)
  expect((await readWeather(stack, first.accessToken)).status).toBe(200)

  const account = first.account as AccountInfo
  const renewed = await client.acquireTokenSilent({ ...request, account, forceRefresh: true })
  expect(renewed.accessToken).not.toBe(first.accessToken)
  expect((await readWeather(stack, renewed.accessToken)).status).toBe(200)
  return [decodeJwt(first.accessToken), decodeJwt(renewed.accessToken)]
}

describe('an app without a user', () => {
  test(
    'MSAL for Node gets a token with a secret, and keeps it',
    { meta: { client: '@azure/msal-node: client secret, client credentials' } },
    async () => {
      const client = createClient(serverApp(local.stack))
      expect(await getAppToken(client)).toMatchObject(expectedClaims('1').ofApp)
    },
  )

  test(
    'MSAL for Node gets a token with a certificate, named by SHA-256 or SHA-1',
    { meta: { client: '@azure/msal-node: certificate, client credentials' } },
    async () => {
      const { clientId } = serverApp(local.stack)
      const client = createClient({ clientId, clientCertificate })
      expect(await getAppToken(client)).toMatchObject(expectedClaims('2').ofApp)
      const sha1 = { thumbprint: thumbprints.sha1, privateKey: certificate.key }
      const older = createClient({ clientId, clientCertificate: sha1 })
      expect(await getAppToken(older)).toMatchObject(expectedClaims('2').ofApp)
    },
  )

  test(
    'MSAL for Node gets a token with an assertion that the app has signed itself',
    { meta: { client: '@azure/msal-node: certificate, client credentials' } },
    async () => {
      const { clientId } = serverApp(local.stack)
      const clientAssertion = async ({ tokenEndpoint = '' }) => {
        const header = { alg: 'PS256' }
        nameCertificate(header)
        return new SignJWT()
          .setProtectedHeader(header)
          .setAudience(tokenEndpoint)
          .setIssuer(clientId)
          .setSubject(clientId)
          .setExpirationTime('5m')
          .sign(await assertionKey('PS256'))
      }
      const client = createClient({ clientId, clientAssertion })
      expect(await getAppToken(client)).toMatchObject(expectedClaims('2').ofApp)
    },
  )
})

async function getAppToken(client: ConfidentialClientApplication) {
  const { stack } = local
  const scopes = [defaultScope(stack)]
  const first = await client.acquireTokenByClientCredential({ scopes })
  // The forecast needs a scope, so a valid token without one is forbidden.
  expect((await readWeather(stack, first?.accessToken)).status).toBe(403)
  expect((await client.acquireTokenByClientCredential({ scopes }))?.fromCache).toBe(true)
  return decodeJwt(first?.accessToken ?? '')
}

test('MSAL for Node hands on the error of Entra for a wrong secret', async () => {
  const { clientId } = serverApp(local.stack)
  const client = createClient({ clientId, clientSecret: 'wrong' })
  const failure = client.acquireTokenByClientCredential({ scopes: [defaultScope(local.stack)] })
  await expect(failure).rejects.toMatchObject({
    errorCode: 'invalid_client',
    errorNo: 7000215,
    errorMessage: expect.stringContaining('AADSTS7000215: Invalid client secret provided.'),
  })
})

describe('an API that calls another one', () => {
  test(
    'MSAL for Node exchanges the token of a user, with a secret',
    { meta: { client: '@azure/msal-node: client secret, on-behalf-of' } },
    async () => {
      const client = createClient(weatherApiClient(local.stack))
      expect(await exchange(client)).toMatchObject(expectedClaims('1').onBehalfOf)
    },
  )

  test(
    'MSAL for Node exchanges the token of a user, with a certificate',
    { meta: { client: '@azure/msal-node: certificate, on-behalf-of' } },
    async () => {
      const { clientId } = weatherApiClient(local.stack)
      const client = createClient({ clientId, clientCertificate })
      expect(await exchange(client)).toMatchObject(expectedClaims('2').onBehalfOf)
    },
  )
})

/** The second API needs a second factor, so the first exchange fails with the claims for the next sign-in. */
async function exchange(client: ConfidentialClientApplication) {
  const scopes = [RADAR_SCOPE]
  const refused = await client
    .acquireTokenOnBehalfOf({ oboAssertion: await userToken(), scopes })
    .catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(InteractionRequiredAuthError)
  const { errorCode, errorNo, claims } = refused as InteractionRequiredAuthError
  expect([errorCode, errorNo]).toEqual(['interaction_required', 50076])

  const request = { oboAssertion: await userToken(claims), scopes }
  const exchanged = await client.acquireTokenOnBehalfOf(request)
  expect(exchanged?.account?.username).toBe(SUNNY)
  expect((await client.acquireTokenOnBehalfOf(request))?.fromCache).toBe(true)
  return decodeJwt(exchanged?.accessToken ?? '')
}

/** Signs a user in, with these claims. @returns the access token for the weather API */
async function userToken(claims?: string): Promise<string> {
  const { tokens } = await getTokens(local.stack, SUNNY, { claims })
  return String(tokens['access_token'])
}
