import { inspect } from 'node:util'
import { authoritySettings } from './app-config.ts'
import { PATHS } from './identity/endpoints.ts'
import type { LocalEntra } from './local-entra.ts'
import type { AppRegistration } from './registrations/registrations.ts'
import { singlePageApp } from './registrations/registry.ts'

interface MsalAuth {
  clientId: string
  authority: string
  knownAuthorities: string[]
  authorityMetadata: string
}

/**
 * What to put into a client or an API so that it uses a running identity provider. What is for a kind of app is absent if
 * none is registered.
 */
export interface ClientSettings {
  /** `PublicClientApplication` of @azure/msal-browser. */
  msalBrowser?: { auth: MsalAuth & { redirectUri: string } }
  /** `PublicClientApplication` of @azure/msal-node, for a desktop app. */
  msalNode?: { auth: MsalAuth }
  /** `PublicClientApplication` of @azure/msal-node, for an app that signs users in with a device code. */
  msalNodeOnDevice?: { auth: MsalAuth }
  /** `ConfidentialClientApplication` of @azure/msal-node, for an app with a secret. */
  msalNodeOnServer?: { auth: MsalAuth & { clientSecret: string } }
  /**
   * `appsettings.json` of an API that uses Microsoft.Identity.Web: the first API, with its secret if it is also registered
   * as an app.
   */
  identityWeb: {
    AzureAd: {
      Instance: string
      TenantId: string
      ClientId: string
      ClientCredentials?: { SourceType: 'ClientSecret'; ClientSecret: string }[]
    }
  }
  /** Any OpenID Connect client. */
  openIdConnect: {
    issuer: string
    discovery: string
    scope: string
    browser?: { client_id: string; redirect_uri: string }
    desktop?: { client_id: string; redirect_uri: string }
    device?: { client_id: string }
    server?: { client_id: string; client_secret: string; redirect_uri?: string }
  }
}

/** The settings for the first app of each kind and the first API of the registrations. */
export function clientSettings(stack: LocalEntra): ClientSettings {
  const { apps } = stack.registrations
  const browser = singlePageApp(apps)
  const desktop = apps.find(({ redirectUris }) => redirectUris.publicClient.length > 0)
  const device = apps.find(({ publicClientFlows }) => publicClientFlows)
  const withSecrets = apps.filter(({ secrets }) => secrets.length > 0)
  const server =
    withSecrets.find(({ redirectUris }) => redirectUris.web.length > 0) ?? withSecrets[0]
  const [spa = ''] = browser?.redirectUris.spa ?? []
  const [publicClient = ''] = desktop?.redirectUris.publicClient ?? []
  const [web] = server?.redirectUris.web ?? []
  const [secret = ''] = server?.secrets ?? []
  const auth = (app: AppRegistration) => msalAuth(stack, app)
  return {
    ...(browser && { msalBrowser: { auth: { ...auth(browser), redirectUri: spa } } }),
    ...(desktop && { msalNode: { auth: auth(desktop) } }),
    ...(device && { msalNodeOnDevice: { auth: auth(device) } }),
    ...(server && { msalNodeOnServer: { auth: { ...auth(server), clientSecret: secret } } }),
    identityWeb: identityWeb(stack),
    openIdConnect: {
      ...openIdConnect(stack),
      ...(browser && { browser: { client_id: browser.clientId, redirect_uri: spa } }),
      ...(desktop && { desktop: { client_id: desktop.clientId, redirect_uri: publicClient } }),
      ...(device && { device: { client_id: device.clientId } }),
      ...(server && {
        server: {
          client_id: server.clientId,
          client_secret: secret,
          ...(web !== undefined && { redirect_uri: web }),
        },
      }),
    },
  }
}

/** MSAL insists on https in an authority. With the endpoints given, it never opens that address. */
function msalAuth({ identity, registrations }: LocalEntra, app: AppRegistration): MsalAuth {
  const tenant = registrations.tenants.find(({ id }) => id === app.tenantId)
  if (!tenant) throw new Error(`${app.name} is in no tenant`)
  const { authority, authorityMetadata } = authoritySettings(tenant, identity.origin)
  return {
    clientId: app.clientId,
    authority,
    knownAuthorities: [new URL(authority).host],
    authorityMetadata: JSON.stringify(authorityMetadata),
  }
}

function identityWeb({ appConfig, identity, registrations }: LocalEntra) {
  const [api] = registrations.apis
  const client = registrations.apps.find(({ clientId }) => clientId === api?.clientId)
  const credentials = client?.secrets.slice(0, 1).map((secret) => ({
    SourceType: 'ClientSecret' as const,
    ClientSecret: secret,
  }))
  return {
    AzureAd: {
      Instance: `${identity.origin}/`,
      TenantId: api?.tenantId ?? appConfig.authority.split('/').at(-1) ?? '',
      ClientId: api?.clientId ?? '',
      ...(credentials && credentials.length > 0 && { ClientCredentials: credentials }),
    },
  }
}

function openIdConnect({ appConfig: { authorityMetadata, weatherApi } }: LocalEntra) {
  return {
    issuer: authorityMetadata.issuer,
    discovery: authorityMetadata.authorization_endpoint.replace(PATHS.authorize, PATHS.discovery),
    scope: `openid profile offline_access ${weatherApi.scope}`,
  }
}

/** The settings as lines for a terminal, each block ready to be copied. */
export function describeClientSettings(settings: ClientSettings): string[] {
  const { identityWeb: web, openIdConnect: client } = settings
  const isHttp = web.AzureAd.Instance.startsWith('http:')
  return [
    ...describeMsal(settings).flatMap(([heading, value]) => [heading, ...code(value), '']),
    'Microsoft.Identity.Web: appsettings.json of the API',
    ...JSON.stringify(web, undefined, 2).split('\n'),
    ...(isHttp ? overHttp(client.issuer) : []),
    '',
    'Any OpenID Connect client',
    ...describeOpenIdConnect(client),
  ]
}

function describeMsal({
  msalBrowser,
  msalNode,
  msalNodeOnDevice,
  msalNodeOnServer,
}: ClientSettings): [heading: string, value: object][] {
  const isOneApp = msalNode?.auth.clientId === msalNodeOnDevice?.auth.clientId
  const node = '@azure/msal-node: new PublicClientApplication(…)'
  const blocks: [string, object | undefined][] = [
    ['@azure/msal-browser: new PublicClientApplication(…)', msalBrowser],
    [`${node} ${isOneApp ? 'on a desktop or a device' : 'on a desktop'}`, msalNode],
    [`${node} on a device, which shows a code`, isOneApp ? undefined : msalNodeOnDevice],
    ['@azure/msal-node: new ConfidentialClientApplication(…) on a server', msalNodeOnServer],
  ]
  return blocks.flatMap(([heading, value]) => (value ? [[heading, value]] : []))
}

const line = (name: string, value: string) => `  ${name.padEnd(14)}${value}`

function describeOpenIdConnect({
  browser,
  desktop,
  device,
  server,
  ...common
}: ClientSettings['openIdConnect']): string[] {
  return [
    ...Object.entries(common).map(([name, value]) => line(name, value)),
    ...describeClient('in a browser', browser),
    ...describeClient('on a desktop', desktop),
    ...describeClient('on a device', device),
    ...describeClient('on a server', server),
  ]
}

function describeClient(where: string, settings: Record<string, string> = {}): string[] {
  return Object.entries(settings).map(([name, value], index) =>
    line(index === 0 ? where : '', `${name} ${value}`),
  )
}

/** As JavaScript, where the JSON in `authorityMetadata` needs no escapes. */
const code = (value: object) => inspect(value, { breakLength: 100 }).split('\n')

// Microsoft.Identity.Web 4.18 reads the metadata of an issuer over https alone (IDX20108), and then refuses the issuer.
function overHttp(issuer: string): string[] {
  return [
    '  and, because this identity provider is on http, in Program.cs for development only (to call other APIs, start with --https):',
    '  builder.Services.Configure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, options =>',
    '  {',
    '      options.RequireHttpsMetadata = false;',
    `      options.TokenValidationParameters.ValidIssuer = "${issuer}";`,
    '  });',
  ]
}
