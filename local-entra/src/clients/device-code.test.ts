import { type AccountInfo, PublicClientApplication } from '@azure/msal-node'
import * as oauth from 'oauth4webapi'
import { expect, test } from 'vitest'
import { clientSettings } from '../client-settings.ts'
import { readWeather, SUNNY } from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const local = withLocalEntra()

function createClient(): PublicClientApplication {
  const { msalNode } = clientSettings(local.stack)
  if (!msalNode) throw new Error('No app runs outside of a browser.')
  return new PublicClientApplication(msalNode)
}

test(
  'MSAL for Node signs in with a device code, reads the weather and renews',
  { meta: { client: '@azure/msal-node: device code' } },
  async () => {
    const { stack } = local
    const client = createClient()
    const scopes = [stack.appConfig.weatherApi.scope]
    const messages: string[] = []
    const first = await client.acquireTokenByDeviceCode({
      scopes,
      deviceCodeCallback: ({ userCode, message }) => {
        messages.push(message)
        // Before MSAL asks for the first time: after that it waits for five seconds.
        stack.control.approveDeviceCode(userCode, SUNNY)
      },
    })
    expect(messages).toEqual([expect.stringContaining('/common/oauth2/deviceauth')])
    expect(first?.account?.username).toBe(SUNNY)
    expect((await readWeather(stack, first?.accessToken)).status).toBe(200)

    const account = first?.account as AccountInfo
    const renewed = await client.acquireTokenSilent({ account, scopes, forceRefresh: true })
    expect(renewed.accessToken).not.toBe(first?.accessToken)
    expect((await readWeather(stack, renewed.accessToken)).status).toBe(200)
  },
)

test.each([
  [700171, 'authorization_declined'],
  [70020, 'expired_token'],
] as const)('MSAL for Node stops polling after AADSTS%i: %s', async (aadsts, error) => {
  const { stack } = local
  const signIn = createClient().acquireTokenByDeviceCode({
    scopes: [stack.appConfig.weatherApi.scope],
    deviceCodeCallback: () => void stack.control.fault({ endpoint: 'token', aadsts, times: 1 }),
  })
  await expect(signIn).rejects.toThrow(error)
})

test(
  'oauth4webapi signs in with a device code',
  { meta: { client: 'oauth4webapi: device code' } },
  async () => {
    const { stack } = local
    const options = { [oauth.allowInsecureRequests]: true }
    const client = { client_id: clientSettings(stack).msalNode?.auth.clientId ?? '' }
    const issuer = new URL(stack.identity.issuer)
    const server = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, options),
    )
    const device = await oauth.processDeviceAuthorizationResponse(
      server,
      client,
      await oauth.deviceAuthorizationRequest(
        server,
        client,
        oauth.None(),
        { scope: `openid profile ${stack.appConfig.weatherApi.scope}` },
        options,
      ),
    )
    const poll = async () =>
      oauth.processDeviceCodeResponse(
        server,
        client,
        await oauth.deviceCodeGrantRequest(
          server,
          client,
          oauth.None(),
          device.device_code,
          options,
        ),
      )
    await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending' })
    stack.control.approveDeviceCode(device.user_code, SUNNY)
    const tokens = await poll()
    expect(oauth.getValidatedIdTokenClaims(tokens)?.['preferred_username']).toBe(SUNNY)
    expect((await readWeather(stack, tokens.access_token)).status).toBe(200)
  },
)
