import { type INetworkModule, PublicClientApplication } from '@azure/msal-node'
import * as oauth from 'oauth4webapi'
import { expect, test } from 'vitest'
import { defaultRegistrations } from '../registrations/default-registrations.ts'
import { createHttpBrowser } from '../testing/http-browser.ts'
import {
  APP_ORIGIN,
  readWeather,
  REDIRECT_URI,
  SUNNY,
  throughPages,
} from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

// External ID: the issuer has the tenant id in its host name, and the authority has another host.

const { tenants, apps, ...others } = defaultRegistrations()
const [tenant] = tenants
const id = tenant?.id ?? ''
const DESKTOP_REDIRECT_URI = 'http://localhost:49152'

const local = withLocalEntra({
  registrations: {
    ...others,
    tenants: tenants.map((each) =>
      each === tenant ? { ...each, external: true, domain: 'contoso.onmicrosoft.com' } : each,
    ),
    apps: apps.filter(({ multiTenant }) => !multiTenant),
  },
})

/** Sends requests for any host to local-entra, as a proxy in front of it would, and puts that host into its documents. */
function behind(host: string): INetworkModule {
  const send = async (url: string, init: RequestInit) => {
    const { origin } = local.stack.identity
    const { pathname, search } = new URL(url)
    const response = await fetch(origin + pathname + search, init)
    const body = (await response.text()).replaceAll(origin, `https://${host}`)
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: JSON.parse(body) as never,
    }
  }
  return {
    sendGetRequestAsync: (url, options) => send(url, { headers: options?.headers ?? {} }),
    sendPostRequestAsync: (url, options) =>
      send(url, { method: 'POST', headers: options?.headers ?? {}, body: options?.body ?? '' }),
  }
}

/** Signs in with MSAL, which fetches the discovery document of the authority. */
async function signInWithMsal(authority: string, knownAuthorities: string[] = []) {
  const { host } = new URL(authority)
  const client = new PublicClientApplication({
    auth: {
      clientId: '10ca1000-57ac-4000-b000-000000000003',
      authority,
      knownAuthorities: [host, ...knownAuthorities],
    },
    system: { networkClient: behind(host) },
  })
  const scopes = [local.stack.appConfig.weatherApi.scope]
  const request = { scopes, redirectUri: DESKTOP_REDIRECT_URI }
  const verifier = oauth.generateRandomCodeVerifier()
  const url = await client.getAuthCodeUrl({
    ...request,
    codeChallenge: await oauth.calculatePKCECodeChallenge(verifier),
    codeChallengeMethod: 'S256',
  })
  const { origin } = local.stack.identity
  const browser = createHttpBrowser(origin)
  const page = await browser.open(url.replace(`https://${host}`, origin))
  const { left } = await throughPages(browser, page, SUNNY)
  const code = left?.searchParams.get('code') ?? ''
  return client.acquireTokenByCode({ ...request, code, codeVerifier: verifier })
}

test.each([
  ['the tenant id at the host of the tenant', `https://contoso.ciamlogin.com/${id}`],
  ['the tenant id at a custom URL domain', `https://login.contoso.example/${id}`],
])('MSAL signs in through an authority with %s', async (_, authority) => {
  const { account, accessToken } = await signInWithMsal(authority)
  expect(account).toMatchObject({ username: SUNNY, tenantId: id })
  expect((await readWeather(local.stack, accessToken)).status).toBe(200)
})

test(
  'MSAL refuses the issuer of an authority that names the tenant, unless its host is a known authority',
  {
    meta: { client: '@azure/msal-node: code + PKCE' },
  },
  async () => {
    const authority = 'https://contoso.ciamlogin.com/'
    await expect(signInWithMsal(authority)).rejects.toThrow('endpoints_resolution_error')
    const { account } = await signInWithMsal(authority, [`${id}.ciamlogin.com`])
    expect(account?.username).toBe(SUNNY)
  },
)

test(
  'oauth4webapi refuses to discover the issuer from another host, and takes the document as it is',
  {
    meta: { client: 'oauth4webapi: code + PKCE' },
  },
  async () => {
    const { appConfig, identity } = local.stack
    const options = {
      [oauth.allowInsecureRequests]: true,
      [oauth.customFetch]: (url: string, init: oauth.CustomFetchOptions<string, unknown>) => {
        const headers = new Headers(init.headers)
        headers.set('origin', APP_ORIGIN)
        return fetch(url, { ...(init as RequestInit), headers })
      },
    }
    const address = new URL(`${identity.origin}/${id}/v2.0`)
    const response = await oauth.discoveryRequest(address, options)
    await expect(oauth.processDiscoveryResponse(address, response.clone())).rejects.toThrow(
      'issuer',
    )

    const server = await oauth.processDiscoveryResponse(new URL(identity.issuer), response)
    const client: oauth.Client = { client_id: appConfig.clientId }
    const verifier = oauth.generateRandomCodeVerifier()
    const url = new URL(server.authorization_endpoint ?? '')
    url.search = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: `openid profile ${appConfig.weatherApi.scope}`,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).toString()
    const browser = createHttpBrowser(identity.origin)
    const { left } = await throughPages(browser, await browser.open(url), SUNNY)
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      oauth.validateAuthResponse(server, client, left ?? new URL(url)),
      REDIRECT_URI,
      verifier,
      options,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer)
    expect(oauth.getValidatedIdTokenClaims(tokens)?.iss).toBe(identity.issuer)
  },
)
