import { afterEach, expect, test } from 'vitest'
import { clientSettings, describeClientSettings } from './client-settings.ts'
import { describeStack } from './describe-stack.ts'
import { type LocalEntra, startLocalEntra } from './local-entra.ts'
import { defaultRegistrations } from './registrations/default-registrations.ts'
import type { CompleteRegistrations } from './registrations/registrations.ts'

const id = (number: number) => `30000000-0000-4000-8000-00000000000${number}`
const [TENANT, PARTNER, API] = [id(1), id(2), id(3)]
type App = CompleteRegistrations['apps'][number]

const daemon: App = { clientId: id(4), name: 'At night', tenantId: TENANT, secrets: ['any text'] }
const spa: App = { clientId: id(5), name: 'Shop front', tenantId: TENANT }
const device: App = {
  clientId: id(6),
  name: 'Scanner',
  tenantId: PARTNER,
  publicClientFlows: true,
}
const apiAsApp: App = { clientId: API, name: 'Orders', tenantId: TENANT, secrets: ['of the API'] }

let stack: LocalEntra | undefined
afterEach(() => stack?.close())

async function start(apps: App[], account: object = {}): Promise<LocalEntra> {
  const carla = { userName: 'carla@shop.example', name: 'Carla', tenantId: TENANT, oid: id(7) }
  stack = await startLocalEntra({
    appOrigins: ['http://localhost:3000'],
    registrations: {
      tenants: [
        { id: TENANT, domain: 'shop.example', name: 'Shop' },
        { id: PARTNER, domain: 'partner.example', name: 'Partner' },
      ],
      apps,
      apis: [
        {
          clientId: API,
          name: 'Orders',
          identifierUri: 'api://orders',
          scopes: [{ value: 'Orders.Read', consentText: 'Read your orders' }],
        },
      ],
      accounts: [{ ...carla, ...account }],
    },
  })
  return stack
}

const printed = (running: LocalEntra) =>
  [...describeStack(running), ...describeClientSettings(clientSettings(running))].join('\n')

test('/config.json is for the first single-page app, also behind other apps', async () => {
  const { appConfig, ...running } = await start([daemon, device, spa])
  expect(appConfig.clientId).toBe(spa.clientId)
  const { msalBrowser, openIdConnect } = clientSettings({ appConfig, ...running })
  const redirectUri = 'http://localhost:3000/'
  expect(msalBrowser?.auth).toMatchObject({ clientId: spa.clientId, redirectUri })
  expect(openIdConnect.browser).toEqual({ client_id: spa.clientId, redirect_uri: redirectUri })
  await expect(running.accessToken('carla@shop.example')).resolves.toContain('.')
})

test('each kind of app has its settings, in its own tenant', async () => {
  const settings = clientSettings(await start([daemon, device]))
  expect(settings.msalNodeOnServer?.auth).toMatchObject({
    clientId: daemon.clientId,
    clientSecret: 'any text',
    authority: expect.stringContaining(TENANT),
  })
  expect(settings.msalNodeOnDevice?.auth).toMatchObject({
    clientId: device.clientId,
    authority: expect.stringContaining(PARTNER),
  })
  expect(settings.openIdConnect).toMatchObject({
    device: { client_id: device.clientId },
    server: { client_id: daemon.clientId, client_secret: 'any text' },
  })
  expect(settings.openIdConnect.server).not.toHaveProperty('redirect_uri')
})

test('without a single-page app the start says so, and has no settings for a browser', async () => {
  const running = await start([daemon])
  expect(clientSettings(running)).not.toHaveProperty('msalBrowser')
  expect(clientSettings(running).openIdConnect).not.toHaveProperty('browser')
  expect(printed(running)).toContain('No single-page app is registered')
  expect(printed(running)).not.toContain('msal-browser')
  await expect(running.accessToken('carla@shop.example')).rejects.toThrow('single-page app')
})

test('an app on a desktop that also takes device codes has one block of settings', async () => {
  stack = await startLocalEntra({ registrations: defaultRegistrations() })
  const text = printed(stack)
  expect(text.match(/new PublicClientApplication\(…\) on .*/g)).toEqual([
    'new PublicClientApplication(…) on a desktop or a device',
  ])
  expect(text).toMatch(/on a device +client_id /)
})

test('the API has its secret for Microsoft.Identity.Web if it is registered as an app', async () => {
  const { AzureAd } = clientSettings(await start([spa, apiAsApp])).identityWeb
  expect(AzureAd).toMatchObject({
    TenantId: TENANT,
    ClientId: API,
    ClientCredentials: [{ SourceType: 'ClientSecret', ClientSecret: 'of the API' }],
  })
  await stack?.close()
  const without = clientSettings(await start([spa])).identityWeb
  expect(without.AzureAd).not.toHaveProperty('ClientCredentials')
})

test.each([
  [{ disabled: true }, 'Account disabled'],
  [{ blocked: true, needsMfa: true }, 'Blocked by a policy, Needs a second factor'],
  [{ unassigned: true }, 'Not assigned to the app'],
  [{ needsAdminConsent: true }, 'Needs admin consent'],
  [{ administrator: true }, 'Administrator'],
  [{ guestIn: [{ tenantId: PARTNER, oid: id(8) }] }, 'Guest of another tenant'],
  [{ disabled: true, note: 'Left last year' }, 'Left last year'],
])('the list of accounts says what %j does', async (account, note) => {
  expect(printed(await start([spa], account))).toMatch(
    new RegExp(`carla@shop.example {2}${note}\n`),
  )
})
