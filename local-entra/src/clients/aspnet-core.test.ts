import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { clientSettings } from '../client-settings.ts'
import { defaultRegistrations } from '../registrations/default-registrations.ts'
import { DOTNET_TEST, reasonToSkipDotnet, withDotnet } from '../testing/dotnet.ts'
import { createHttpBrowser } from '../testing/http-browser.ts'
import { getTokens, SUNNY, throughPages } from '../testing/protocol-client.ts'

const registrations = defaultRegistrations()
const website = registrations.apps.find(({ redirectUris }) => redirectUris.web.length > 0)
const graph = registrations.apis.find(({ name }) => name === 'Microsoft Graph')
if (graph) graph.needsMfa = true
website?.redirectUris.web.push('https://localhost/signout-callback-oidc')

const why = reasonToSkipDotnet()

describe.skipIf(why !== undefined)(`ASP.NET Core${why ?? ''}`, () => {
  const dotnet = withDotnet(join(import.meta.dirname, 'aspnet-core'), registrations)

  /** Starts a server. @returns its origin */
  async function start(name: string, settings: NodeJS.ProcessEnv): Promise<string> {
    const server = dotnet.start([name], { ASPNETCORE_URLS: 'http://127.0.0.1:0', ...settings })
    const [, origin = ''] = await server.says(/listening on: (\S+)\n/)
    return origin
  }

  /** The settings of Microsoft.Identity.Web as they are printed. */
  const azureAd = () => asEnvironment(clientSettings(dotnet.stack).identityWeb)

  /** The statuses of the API without a token, with a forged one, and with a good one. */
  async function statuses(origin: string): Promise<number[]> {
    const token = await dotnet.stack.accessToken(SUNNY)
    const wrong = `${token.slice(0, -8)}AAAAAAAA`
    const answers = [undefined, wrong, token].map((bearer) =>
      fetch(`${origin}/WeatherForecast`, {
        headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` },
      }),
    )
    return (await Promise.all(answers)).map(({ status }) => status)
  }

  test(
    'Microsoft.Identity.Web, unchanged, accepts an access token, and refuses none and a forged one',
    { ...DOTNET_TEST, meta: { client: 'Microsoft.Identity.Web: verifies tokens' } },
    async () => {
      expect(await statuses(await start('api', azureAd()))).toEqual([401, 401, 200])
    },
  )

  test(
    'Microsoft.Identity.Web accepts none when it does not trust the certificate',
    DOTNET_TEST,
    async () => {
      const origin = await start('api', { ...azureAd(), SSL_CERT_FILE: undefined })
      expect((await statuses(origin)).includes(200)).toBe(false)
    },
  )

  async function startMiddleTier(): Promise<string> {
    return start('middle-tier', {
      ...azureAd(),
      Graph__Url: `${dotnet.stack.graph.url}/me`,
      Graph__Scope: 'https://graph.microsoft.com/User.Read',
    })
  }

  test(
    'Microsoft.Identity.Web in an API calls Microsoft Graph on behalf of its caller',
    {
      ...DOTNET_TEST,
      meta: {
        client: 'Microsoft.Identity.Web: on-behalf-of, client secret, calls Microsoft Graph',
      },
    },
    async () => {
      const origin = await startMiddleTier()
      const answer = await readProfile(origin, await dotnet.stack.accessToken(SUNNY))
      expect(answer.status).toBe(200)
      expect(await answer.json()).toMatchObject({ userPrincipalName: SUNNY })
    },
  )

  test(
    'Microsoft.Identity.Web passes on the claims of a second factor that Microsoft Graph needs',
    { ...DOTNET_TEST, meta: { client: 'Microsoft.Identity.Web: claims challenge' } },
    async () => {
      const origin = await startMiddleTier()
      const { tokens } = await getTokens(dotnet.stack)
      const refused = await readProfile(origin, tokens['access_token'])
      expect(refused.status).toBe(403)
      const challenge = refused.headers.get('www-authenticate')
      const [, claims = ''] = /claims="(\{.+\})"/.exec(challenge ?? '') ?? []
      expect(JSON.parse(claims)).toHaveProperty('access_token.capolids.essential', true)

      const { tokens: stronger } = await getTokens(dotnet.stack, SUNNY, { claims })
      expect((await readProfile(origin, stronger['access_token'])).status).toBe(200)
    },
  )

  /** Starts a website on https, and signs in to it. */
  async function signInToWebsite(name: string, settings: NodeJS.ProcessEnv) {
    const { identity, certificate } = dotnet.stack
    const file = certificate?.file
    const started = await start(name, {
      ASPNETCORE_URLS: 'https://127.0.0.1:0',
      ASPNETCORE_Kestrel__Certificates__Default__Path: file,
      ASPNETCORE_Kestrel__Certificates__Default__KeyPath: file?.replace('.pem', '-with-key.pem'),
      ...settings,
    })
    const origin = started.replace('127.0.0.1', 'localhost')
    const browser = createHttpBrowser([identity.origin, origin], certificate)
    const page = await throughPages(browser, await browser.open(origin), SUNNY)
    return { origin, browser, home: await browser.submit(page) }
  }

  const signInToWebApp = () =>
    signInToWebsite('web-app', {
      Authentication__Schemes__OpenIdConnect__Authority: dotnet.stack.identity.issuer,
      Authentication__Schemes__OpenIdConnect__ClientId: website?.clientId,
      Authentication__Schemes__OpenIdConnect__ClientSecret: website?.secrets[0],
    })

  test(
    'Microsoft.Identity.Web in a website signs in, and reads the weather for the user',
    {
      ...DOTNET_TEST,
      meta: { client: 'Microsoft.Identity.Web: code + PKCE, form_post, client secret' },
    },
    async () => {
      const { weatherApi, appConfig } = dotnet.stack
      const { home } = await signInToWebsite('identity-web-app', {
        ...azureAd(),
        AzureAd__ClientId: website?.clientId,
        AzureAd__ClientCredentials__0__ClientSecret: website?.secrets[0],
        Weather__Url: weatherApi.url,
        Weather__Scope: appConfig.weatherApi.scope,
      })
      expect(JSON.parse(home.html)).toHaveLength(5)
    },
  )

  test(
    'OpenIdConnect, in a website with a secret, signs in with form_post, reads userinfo and signs out',
    {
      ...DOTNET_TEST,
      meta: {
        client:
          'Microsoft.AspNetCore.Authentication.OpenIdConnect: code + PKCE, form_post, client secret, sign-out',
      },
    },
    async () => {
      const { origin, browser, home } = await signInToWebApp()
      expect(home.url).toBe(`${origin}/`)
      expect(JSON.parse(home.html)).toEqual(
        expect.arrayContaining([`preferred_username=${SUNNY}`, `email=${SUNNY}`]),
      )
      const { control } = dotnet.stack
      expect(control.exchanges({ endpoint: 'userinfo' })).toMatchObject([{ status: 200 }])
      const [request] = control.exchanges({ endpoint: 'authorize' })
      expect(request?.url).toContain('response_mode=form_post')
      expect(request?.url).toContain('code_challenge_method=S256')

      const goodbye = await browser.open(`${origin}/sign-out`)
      expect([goodbye.url, goodbye.html]).toEqual([`${origin}/goodbye`, 'Goodbye'])
      expect((await browser.open(origin)).html).toContain(`value="${SUNNY}"`)
    },
  )

  test(
    'OpenIdConnect ends its session when the user signs out elsewhere (front channel)',
    {
      ...DOTNET_TEST,
      meta: { client: 'Microsoft.AspNetCore.Authentication.OpenIdConnect: sign-out' },
    },
    async () => {
      const { appConfig, registrations: live } = dotnet.stack
      const { origin, browser } = await signInToWebApp()
      const registered = live.apps.find(({ clientId }) => clientId === website?.clientId)
      Object.assign(registered ?? {}, { frontChannelLogoutUri: `${origin}/signout-oidc` })
      expect((await browser.open(origin)).html).toContain(SUNNY)

      const { end_session_endpoint } = appConfig.authorityMetadata
      const { html } = await browser.open(`${end_session_endpoint}?logout_hint=${SUNNY}`)
      const [, frame = ''] = /<iframe [^>]*src="([^"]+)"/.exec(html) ?? []
      expect((await browser.open(frame)).status).toBe(200)
      expect((await browser.open(origin)).url).toContain('/sign-in/')
    },
  )

  test(
    'JwtBearer accepts an access token, and refuses none and a forged one',
    {
      ...DOTNET_TEST,
      meta: { client: 'Microsoft.AspNetCore.Authentication.JwtBearer: verifies tokens' },
    },
    async () => {
      const { identity } = dotnet.stack
      const origin = await start('jwt-bearer-api', {
        Authentication__Schemes__Bearer__Authority: identity.issuer,
        Authentication__Schemes__Bearer__ValidAudience: registrations.apis[0]?.clientId,
      })
      expect(await statuses(origin)).toEqual([401, 401, 200])
    },
  )
})

function readProfile(origin: string, token: unknown): Promise<Response> {
  return fetch(`${origin}/profile`, { headers: { authorization: `Bearer ${String(token)}` } })
}

/** Settings as environment variables: `AzureAd__ClientCredentials__0__ClientSecret`. */
function asEnvironment(settings: object, prefix = ''): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(asEnvironment(value, `${prefix}${key}__`))
        : [[`${prefix}${key}`, String(value)]],
    ),
  )
}
