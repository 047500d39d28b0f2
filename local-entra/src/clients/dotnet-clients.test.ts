import { decodeJwt } from 'jose'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { describe, expect, test } from 'vitest'
import { defaultRegistrations } from '../registrations/default-registrations.ts'
import { DOTNET_TEST, reasonToSkipDotnet, withDotnet } from '../testing/dotnet.ts'
import { createHttpBrowser } from '../testing/http-browser.ts'
import { SUNNY, throughPages } from '../testing/protocol-client.ts'

const { cert, private: privateKey } = await generate([{ name: 'commonName', value: 'a server' }])
const registrations = defaultRegistrations()
const [server, weatherApi] = registrations.apps.filter(({ secrets }) => secrets.length > 0)
for (const app of [server, weatherApi]) app?.certificates.push(cert)
const credentials = {
  'a secret': { SECRET: server?.secrets[0] },
  'a certificate': { CERTIFICATE: cert, PRIVATE_KEY: privateKey },
}

const why = reasonToSkipDotnet()

describe.skipIf(why !== undefined)(`.NET clients${why ?? ''}`, () => {
  const dotnet = withDotnet(join(import.meta.dirname, 'dotnet-clients'), registrations)

  /** What every client gets. */
  function environment(clientId: string | undefined): NodeJS.ProcessEnv {
    const { appConfig, weatherApi: protectedApi } = dotnet.stack
    return {
      AUTHORITY: appConfig.authority,
      CLIENT_ID: clientId,
      SCOPE: appConfig.weatherApi.scope,
      WEATHER_URL: protectedApi.url,
    }
  }

  function desktopApp(): string | undefined {
    const { apps } = dotnet.stack.registrations
    return apps.find(({ redirectUris }) => redirectUris.publicClient.length > 0)?.clientId
  }

  /** Goes through the pages, up to the response to the app. */
  async function signIn(url: string) {
    const { identity, certificate } = dotnet.stack
    const browser = createHttpBrowser(identity.origin, certificate)
    return { browser, visit: await throughPages(browser, await browser.open(url), SUNNY) }
  }

  test(
    'MSAL.NET in a desktop app signs in with form_post to its loopback address, reads the weather and renews',
    {
      ...DOTNET_TEST,
      meta: { client: 'Microsoft.Identity.Client: code + PKCE, form_post, refresh token' },
    },
    async () => {
      const app = dotnet.start(['desktop'], environment(desktopApp()))
      const [, url = ''] = await app.says(/open (\S+)\n/)
      expect(new URL(url).searchParams.get('response_mode')).toBe('form_post')

      const { browser, visit } = await signIn(url)
      expect((await browser.submit(visit)).html).toContain('Authentication complete')
      expect(await app.ended, app.output()).toBe(0)
      expect(app.output()).toContain(`${SUNNY}: 5 days`)
      expect(app.output()).toContain('IdentityProvider, another token: True: 5 days')
    },
  )

  test(
    'OidcClient of Duende in a desktop app discovers, signs in, reads the weather and renews',
    {
      ...DOTNET_TEST,
      meta: { client: 'Duende.IdentityModel.OidcClient: code + PKCE, refresh token' },
    },
    async () => {
      const app = dotnet.start(['openid-desktop'], environment(desktopApp()))
      const [, url = ''] = await app.says(/open (\S+)\n/)
      const { browser, visit } = await signIn(url)
      await browser.open(visit.left ?? '')
      expect(await app.ended, app.output()).toBe(0)
      expect(app.output()).toContain(`${SUNNY}: 5 days`)
      expect(app.output()).toContain('another token: True: 5 days')
    },
  )

  test(
    'MSAL.NET on a device without a browser signs in with a code that the user enters elsewhere',
    { ...DOTNET_TEST, meta: { client: 'Microsoft.Identity.Client: device code' } },
    async () => {
      const device = dotnet.start(['device'], environment(desktopApp()))
      const [, userCode = ''] = await device.says(/enter (\S+) at \S+\n/)
      dotnet.stack.control.approveDeviceCode(userCode, SUNNY)
      expect(await device.ended, device.output()).toBe(0)
      expect(device.output()).toContain(`${SUNNY}: 5 days`)
    },
  )

  test.each(['a secret', 'a certificate'] as const)(
    'MSAL.NET in a daemon gets a token for itself with %s, and finds it in its cache',
    {
      ...DOTNET_TEST,
      meta: {
        client: 'Microsoft.Identity.Client: client credentials, client secret, certificate',
      },
    },
    async (credential) => {
      const daemon = dotnet.start(['daemon'], {
        ...environment(server?.clientId),
        ...credentials[credential],
        SCOPE: `${registrations.apis[0]?.identifierUri}/.default`,
      })
      const [, token = ''] = await daemon.says(/token (\S+)\n/)
      expect(decodeJwt(token)).toMatchObject({
        aud: registrations.apis[0]?.clientId,
        azp: server?.clientId,
        azpacr: credential === 'a secret' ? '1' : '2',
        idtyp: 'app',
        roles: ['Forecast.Read.All'],
      })
      expect(await daemon.ended, daemon.output()).toBe(0)
      expect(daemon.output()).toContain('again: Cache')
    },
  )

  test.each(['a secret', 'a certificate'] as const)(
    'MSAL.NET in an API gets a token on behalf of its caller with %s, and the Graph SDK reads the profile',
    {
      ...DOTNET_TEST,
      meta: {
        client: [
          'Microsoft.Identity.Client: on-behalf-of, client secret, certificate',
          'Microsoft.Graph: calls Microsoft Graph',
        ],
      },
    },
    async (credential) => {
      const api = dotnet.start(['on-behalf-of'], {
        ...environment(weatherApi?.clientId),
        ...credentials[credential],
        SCOPE: 'https://graph.microsoft.com/User.Read',
        USER_TOKEN: await dotnet.stack.accessToken(SUNNY),
        GRAPH_URL: dotnet.stack.graph.url,
      })
      expect(await api.ended, api.output()).toBe(0)
      expect(api.output()).toContain(`me: ${SUNNY}, Sunny Day`)
    },
  )
})
