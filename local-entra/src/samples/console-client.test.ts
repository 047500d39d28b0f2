import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { defaultRegistrations } from '../registrations/default-registrations.ts'
import { PORT_SETTINGS } from '../settings.ts'
import { failureOf, settings, withConsoleClient } from '../testing/console-client.ts'
import { DOTNET_TEST, reasonToSkipDotnet } from '../testing/dotnet.ts'
import { SUNNY } from '../testing/protocol-client.ts'
import { serverApp } from '../testing/server-clients.ts'

const why = reasonToSkipDotnet()

test('The settings of the console client are those of local Entra, without a secret', () => {
  const { apps, apis } = defaultRegistrations()
  const [identity, weatherApi] = PORT_SETTINGS
  const app = apps.find(({ redirectUris }) => redirectUris.web.length > 0)
  expect(settings.AzureAd).toEqual({
    Authority: `http://localhost:${identity.port}/${app?.tenantId}`,
    ClientId: app?.clientId,
    RedirectUri: app?.redirectUris.web[0],
  })
  expect(settings.WeatherApi).toEqual({
    Url: `http://localhost:${weatherApi.port}/WeatherForecast`,
    Scope: `${apis[0]?.identifierUri}/${apis[0]?.scopes[0]?.value}`,
  })
})

describe.skipIf(why !== undefined)(`The console client${why ?? ''}`, () => {
  const sample = withConsoleClient()
  const { start, signIn } = sample

  const tokenRequests = () =>
    sample.stack.control.exchanges({ server: 'identity' }).filter(isTokenRequest)

  test(
    'signs in with PKCE, reads the weather, refreshes and reads it again, and prints each step',
    DOTNET_TEST,
    async () => {
      const client = start()
      const answer = await fetch(await signIn(client))
      expect(await answer.text()).toBe('Return to the console. You can close this page.')
      expect(await client.ended, client.output()).toBe(0)

      const output = client.output()
      const [, url = ''] = /open {11}(\S+)\n/.exec(output) ?? []
      expect(output).toContain(`opened ${url}\n`)
      const sent = Object.fromEntries(new URL(url).searchParams)
      expect(sent).toMatchObject({
        response_type: 'code',
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
        code_challenge_method: 'S256',
        redirect_uri: expect.stringMatching(/^http:\/\/localhost:\d+\/signin-oidc$/),
        scope: `openid profile offline_access ${settings.WeatherApi['Scope']}`,
      })
      expect(new Set([sent['state'], sent['nonce'], sent['code_challenge']]).size).toBe(3)
      expect(tokenRequests()).toMatchObject([
        {
          status: 200,
          form: {
            grant_type: 'authorization_code',
            code_verifier: `sha256:${sent['code_challenge']}`,
          },
        },
        { status: 200, form: { grant_type: 'refresh_token', client_secret: expect.any(String) } },
      ])
      expect(sample.stack.control.exchanges({ server: 'weather-api' })).toHaveLength(2)

      expect(output.match(/^\d\. .*$/gm)).toEqual([
        '1. Authorization request',
        '2. Authorization response',
        '3. Code, verifier and client secret for tokens',
        '4. Forecast',
        '5. Refresh token and client secret for new tokens',
        '6. Forecast with the new access token',
      ])
      expect(output).toContain(`challenge      ${sent['code_challenge']}, `)
      expect(output).toContain(`user           ${SUNNY}\n`)
      expect(output.match(/^ +\d{4}-\d\d-\d\d +-?\d+ °C {2}\S+$/gm)).toHaveLength(10)
    },
  )

  test('prints no token, code, verifier or secret as a whole', DOTNET_TEST, async () => {
    const client = start()
    await fetch(await signIn(client))
    expect(await client.ended, client.output()).toBe(0)

    const log = JSON.stringify(sample.stack.control.exchanges())
    const printed = client.output().match(/[\w.~-]+/g) ?? []
    // The log has codes, tokens, verifiers and secrets as SHA-256.
    expect(printed.filter((text) => log.includes(`sha256:${sha256(text)}`))).toEqual([])
    expect(log).toContain(`sha256:${sha256(serverApp(sample.stack).clientSecret)}`)
    // A challenge, a state and a nonce have 43 characters.
    expect(printed.filter((text) => text.length > 43)).toEqual([])
  })

  test('ignores requests that do not have its state', DOTNET_TEST, async () => {
    const client = start()
    const left = await signIn(client)
    const forged = new URL(left)
    forged.searchParams.set('state', 'of another sign-in')
    const favicon = new URL('/favicon.ico', left)
    const elsewhere = new URL(`/${left.search}`, left)
    const withoutState = new URL('?error=access_denied', left)
    const others = [forged, favicon, elsewhere, withoutState]
    const statuses = await Promise.all(others.map(async (url) => (await fetch(url)).status))
    expect(statuses).toEqual([404, 404, 404, 404])
    expect(tokenRequests()).toEqual([])

    expect((await fetch(left)).status).toBe(200)
    expect(await client.ended, client.output()).toBe(0)
  })

  test('takes one response: a second one finds no listener', DOTNET_TEST, async () => {
    // The token endpoint does not answer, so the sample is still running.
    sample.stack.control.fault({ endpoint: 'token', hang: true })
    const client = start()
    const left = await signIn(client)
    await fetch(left)
    await client.says('POST')
    await expect(fetch(left)).rejects.toThrow('fetch failed')
    await client.interrupt()
    expect(tokenRequests().length).toBeLessThan(2)
  })

  test('reads the secret from the user secrets', DOTNET_TEST, async () => {
    const home = sample.homeWithUserSecret(serverApp(sample.stack).clientSecret)
    const client = start({ HOME: home, AzureAd__ClientSecret: undefined })
    await fetch(await signIn(client))
    expect(await client.ended, client.output()).toBe(0)
  })

  test('prints the address where there is no browser', DOTNET_TEST, async () => {
    const client = start({ PATH: sample.pathWithoutBrowser })
    await client.says('No browser was found: open this address yourself.')
    expect(client.output()).toMatch(/open {11}https:\S+\n/)
    await client.interrupt()
  })

  describe('ends with exit code 1 and one sentence', () => {
    test('when the user declines', DOTNET_TEST, async () => {
      sample.stack.control.declineConsent()
      const client = start()
      await fetch(await signIn(client))
      expect(await failureOf(client)).toMatch(
        'The user cancelled the sign-in or declined the consent.',
      )
      expect(tokenRequests()).toEqual([])
    })

    test('when Entra answers with an error', DOTNET_TEST, async () => {
      sample.stack.control.fault({ endpoint: 'authorize', aadsts: 65004 })
      const client = start()
      await fetch(await signIn(client))
      expect(await failureOf(client)).toMatch(
        /^The sign-in failed: access_denied\. AADSTS65004: [^:]+\.$/,
      )
    })

    test('when the secret is wrong, which it does not print', DOTNET_TEST, async () => {
      const client = start({ AzureAd__ClientSecret: 'a-wrong-secret' })
      await fetch(await signIn(client))
      expect(await failureOf(client)).toMatch(
        /^The identity provider issued no tokens: invalid_client\. AADSTS7000215: /,
      )
      expect(client.output()).not.toContain('a-wrong-secret')
    })

    test('when the verifier does not match the challenge', DOTNET_TEST, async () => {
      const client = start()
      await fetch(await signIn(client, withOtherChallenge))
      expect(await failureOf(client)).toMatch(
        /^The identity provider issued no tokens: invalid_grant\. AADSTS501481: /,
      )
    })

    test('when the ID token is for another sign-in', DOTNET_TEST, async () => {
      sample.stack.control.fault({ tamper: 'wrong nonce' })
      const client = start()
      await fetch(await signIn(client))
      expect(await failureOf(client)).toMatch(
        'The ID token belongs to another sign-in: its nonce is wrong.',
      )
      expect(sample.stack.control.exchanges({ server: 'weather-api' })).toEqual([])
    })

    test.each([
      [401, 'Unauthorized', 'Bearer error="invalid_token"'],
      [403, 'Forbidden', 'Bearer error="insufficient_scope"'],
    ])('when the API answers %i', DOTNET_TEST, async (status, reason, challenge) => {
      const headers = { 'www-authenticate': challenge }
      sample.stack.control.fault({ endpoint: 'weather', status, headers })
      const client = start()
      await fetch(await signIn(client))
      expect(await failureOf(client)).toMatch(`The API answered ${status} ${reason}. ${challenge}`)
    })

    test('when a server cannot be reached', DOTNET_TEST, async () => {
      sample.stack.control.fault({ endpoint: 'weather', drop: true })
      const client = start()
      await fetch(await signIn(client))
      expect(await failureOf(client)).toMatch(
        /^https:\S+\/WeatherForecast cannot be reached: .+\.$/,
      )
    })

    test('when a proxy answers in place of the API', DOTNET_TEST, async () => {
      sample.stack.control.fault({ endpoint: 'weather', body: '<p>Sign in to the network</p>' })
      const client = start()
      await fetch(await signIn(client))
      expect(await failureOf(client)).toMatch(
        /answered 200 with something other than the expected JSON\.$/,
      )
    })

    test('when the port of its redirect URI is taken', DOTNET_TEST, async () => {
      const other = createServer().listen(0, 'localhost')
      await once(other, 'listening')
      const { port } = other.address() as AddressInfo
      const client = start({ AzureAd__RedirectUri: `http://localhost:${port}/signin-oidc` })
      expect(await failureOf(client)).toMatch(`Cannot listen on port ${port}: `)
      other.close()
    })

    test('when the sign-in takes too long', DOTNET_TEST, async () => {
      const client = start({ SignInTimeout: '00:00:00.001' })
      expect(await failureOf(client)).toMatch('The sign-in took longer than 00:00:00.0010000.')
    })

    test(
      'without a secret, or with one in appsettings.json or an argument',
      DOTNET_TEST,
      async () => {
        const args = [`--AzureAd:ClientSecret=${serverApp(sample.stack).clientSecret}`]
        const client = start({ AzureAd__ClientSecret: undefined }, args)
        expect(await failureOf(client)).toMatch(/^There is no client secret: set /)
      },
    )

    test.each([
      ['AzureAd__Authority', 'login.microsoftonline.com/contoso', /AzureAd:Authority must be/],
      ['SignInTimeout', 'five minutes', /SignInTimeout must be a time/],
    ])('when the setting %s is %j', DOTNET_TEST, async (name, value, message) => {
      expect(await failureOf(start({ [name]: value }))).toMatch(message)
    })
  })
})

function isTokenRequest({ endpoint, method }: { endpoint: string; method: string }): boolean {
  return endpoint === 'token' && method === 'POST'
}

const withOtherChallenge = (url: string) =>
  url.replace(/(code_challenge=)[\w-]+/, `$1${sha256('another verifier')}`)

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url')
