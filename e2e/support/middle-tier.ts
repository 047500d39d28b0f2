import { ConfidentialClientApplication, InteractionRequiredAuthError } from '@azure/msal-node'
import { serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import { createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { AddressInfo } from 'node:net'
import { defaultRegistrations, type LocalEntra, type RegistrationsInput } from '#local-entra'
import { test as journeys } from './fixtures.ts'
import { closeServer, type StaticHost } from './static-host.ts'

/** An API that gets the forecast from the weather API on behalf of its users. */
const portal = {
  clientId: '7d1f5c3a-2b64-4e0f-8a9d-6c5b4a392817',
  identifierUri: 'api://portal.example',
  scope: 'Forecast.Read',
  secret: 'the secret of the portal',
}

/** The sample registrations with the portal, and with a second factor for tokens for the weather API. */
function registrationsWithPortal(): RegistrationsInput {
  const { apps, apis, ...others } = defaultRegistrations()
  const { clientId, identifierUri, scope, secret } = portal
  const name = 'Weather portal'
  const tenantId = others.tenants[0]?.id ?? ''
  return {
    ...others,
    apps: [...apps, { clientId, name, tenantId, secrets: [secret], adminConsent: true }],
    apis: [
      ...apis.map((api, index) => ({ ...api, needsMfa: index === 0 })),
      {
        clientId,
        name,
        identifierUri,
        scopes: [{ value: scope, consentText: 'Read the forecast as you' }],
      },
    ],
  }
}

/** Journeys of the app with the portal as its API. */
export const test = journeys.extend<object, { middleTier: StaticHost }>({
  localEntraOptions: [{ registrations: registrationsWithPortal() }, { scope: 'worker' }],

  middleTier: [
    async ({ localEntra }, use) => {
      const middleTier = await startMiddleTier(localEntra)
      await use(middleTier)
      await middleTier.close()
    },
    { scope: 'worker' },
  ],

  stack: [
    async ({ localEntra, middleTier }, use) => {
      const url = `${middleTier.origin}/WeatherForecast`
      const weatherApi = { url, scope: `${portal.identifierUri}/${portal.scope}` }
      await use({ ...localEntra, appConfig: { ...localEntra.appConfig, weatherApi } })
    },
    { scope: 'worker' },
  ],
})

async function startMiddleTier({
  appConfig: { authority, authorityMetadata, weatherApi },
  registrations,
}: LocalEntra): Promise<StaticHost> {
  const { clientId, secret } = portal
  const keys = createRemoteJWKSet(new URL(authorityMetadata.jwks_uri))
  const client = new ConfidentialClientApplication({
    auth: {
      clientId,
      clientSecret: secret,
      authority,
      knownAuthorities: [new URL(authority).host],
      authorityMetadata: JSON.stringify(authorityMetadata),
    },
  })
  const isAppOrigin = (origin: string) =>
    registrations.apps.some(({ redirectUris }) =>
      redirectUris.spa.some((uri) => new URL(uri).origin === origin),
    )
  const app = new Hono()
  app.use(
    cors({
      origin: (origin) => (isAppOrigin(origin) ? origin : null),
      allowHeaders: ['Authorization'],
      exposeHeaders: ['WWW-Authenticate'],
    }),
  )
  app.get('/WeatherForecast', async (context) => {
    const [, userToken = ''] =
      /^Bearer +(.+)$/i.exec(context.req.header('Authorization') ?? '') ?? []
    if (!(await isAccepted(userToken, authorityMetadata.issuer, keys))) return challenge(context)
    try {
      const scopes = [weatherApi.scope]
      const result = await client.acquireTokenOnBehalfOf({ oboAssertion: userToken, scopes })
      const headers = { authorization: `Bearer ${result?.accessToken}` }
      const response = await fetch(weatherApi.url, { headers })
      return context.json(await response.json())
    } catch (error) {
      if (error instanceof InteractionRequiredAuthError) return challenge(context, error.claims)
      throw error
    }
  })
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  return { origin, close: () => closeServer(server) }
}

async function isAccepted(
  accessToken: string,
  issuer: string,
  keys: JWTVerifyGetKey,
): Promise<boolean> {
  const rules = { issuer, audience: portal.clientId, algorithms: ['RS256'] }
  const verified = await jwtVerify(accessToken, keys, rules).catch(() => undefined)
  return String(verified?.payload['scp']).split(' ').includes(portal.scope)
}

/**
 * @param claims what the user has to satisfy first
 * @see {@link https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow#error-response-example}
 */
function challenge(context: Context, claims?: string): Response {
  const demand = `error="insufficient_claims", claims="${Buffer.from(claims ?? '').toString('base64')}"`
  const value = claims === undefined ? 'Bearer' : `Bearer realm="", ${demand}`
  return context.body(null, 401, { 'WWW-Authenticate': value })
}
