import type { Config } from '../../../src/config/config.ts'
import { type ServerFault, startFaultyServer } from '../../../e2e/support/faulty-server.ts'
import { defaultRegistrations, startLocalEntra } from '#local-entra'
import type { Planted, Fault, Deployment } from './fault.ts'

/** Deploys the configuration with a text replaced. */
async function deployReplaced(
  { site, stack }: Deployment,
  from: string,
  to: string,
): Promise<Planted> {
  const text = JSON.stringify(stack.appConfig).replaceAll(from, to)
  await site.deploy(JSON.parse(text) as Config)
  return {}
}

/** Replaces the identity provider with a faulty one. */
async function plantInProvider(deployment: Deployment, fault: ServerFault): Promise<Planted> {
  const { origin } = deployment.stack.identity
  const faulty = await startFaultyServer(origin, fault)
  await deployReplaced(deployment, origin, faulty.origin)
  return { undo: faulty.close }
}

/** Replaces the tenant with one that has other redirect URIs for the app. The APIs stay. */
async function register(
  { site, stack }: Deployment,
  redirectUris: Partial<Record<'spa' | 'web' | 'publicClient', string[]>>,
): Promise<Planted> {
  const registrations = defaultRegistrations()
  const [app] = registrations.apps
  if (app) app.redirectUris = { spa: [], web: [], publicClient: [], ...redirectUris }
  const other = await startLocalEntra({ registrations })
  const { clientId, weatherApi: ours, apis } = stack.appConfig
  const weatherApi = { ...other.appConfig.weatherApi, url: ours.url }
  await site.deploy({ ...other.appConfig, clientId, weatherApi, apis })
  return { undo: () => other.close() }
}

// Entra ignores the port of localhost.
const own = ['http://localhost/', 'http://localhost/redirect.html']

const tenantOf = ({ stack }: Deployment) => new URL(stack.appConfig.authority).pathname.slice(1)

export const faultsOfIdentityProvider: Fault[] = [
  {
    title: 'a tenant that does not exist',
    plant: (deployment) =>
      deployReplaced(deployment, tenantOf(deployment), '99999999-8888-7777-6666-555555555555'),
    checks: ['discovery', 'redirect-uri', 'redirect-uri', 'platform', 'platform'],
    problem: /organisation of this app cannot be found.*AADSTS90002/,
    fix: /Correct `authority`/,
  },
  {
    title: 'a client id that does not exist in the tenant',
    plant: (deployment) =>
      deployReplaced(
        deployment,
        deployment.stack.appConfig.clientId,
        '11111111-2222-3333-4444-555555555555',
      ),
    checks: ['redirect-uri', 'redirect-uri', 'platform', 'platform'],
    problem: /app is not known to the organisation.*AADSTS700016/,
    fix: /Correct `clientId`/,
  },
  {
    title: 'unregistered redirect URIs',
    plant: (deployment) => register(deployment, {}),
    checks: ['redirect-uri', 'redirect-uri', 'platform', 'platform'],
    problem: /not registered.*AADSTS50011/,
    fix: /Authentication → Single-page application, add exactly these redirect URIs/,
  },
  {
    title: 'an unregistered redirect URI of the hidden frames',
    plant: (deployment) => register(deployment, { spa: own.slice(0, 1) }),
    checks: ['redirect-uri', 'platform'],
    problem: /not registered.*AADSTS50011/,
    fix: /Authentication → Single-page application, add exactly these redirect URIs/,
  },
  {
    title: 'redirect URIs of the platform Web',
    plant: (deployment) => register(deployment, { web: own }),
    checks: ['platform', 'platform'],
    problem: /registered as a different kind of app.*AADSTS9002326/,
    fix: /from the platform Web to “Single-page application”/,
  },
  {
    title: 'redirect URIs of the platform Mobile and desktop applications',
    plant: (deployment) => register(deployment, { publicClient: own }),
    checks: ['platform', 'platform'],
    problem: /registered as a different kind of app.*AADSTS9002326/,
    fix: /Single-page application/,
  },
  {
    title: 'a scope that no API has',
    plant: (deployment) => deployReplaced(deployment, '/access_as_user', '/access_as_nobody'),
    checks: ['redirect-uri', 'redirect-uri'],
    problem: /permission that does not exist|malformed permission/,
    fix: /Expose an API/,
  },
  {
    title: 'a second API whose scope does not exist',
    plant: async ({ site, stack: { appConfig } }) => {
      const { url, scope } = appConfig.weatherApi
      const second = { url, scope: scope.replace('access_as_user', 'Orders.Read') }
      await site.deploy({ ...appConfig, apis: { second } })
      return {}
    },
    checks: ['scope'],
    problem: /permission that does not exist/,
    fix: /apis\.second\.scope/,
  },
  {
    title: 'an identity provider that is down',
    plant: async ({ stack }) => {
      await stack.control.pause()
      return {}
    },
    checks: ['discovery', 'redirect-uri', 'redirect-uri', 'platform', 'platform', 'clock'],
    problem: /refused the connection/,
    fix: /Start the server/,
  },
  {
    title: 'an invalid discovery document',
    plant: async ({ stack }) => {
      stack.control.fault({ endpoint: 'discovery', status: 200, body: '<html>' })
      return {}
    },
    checks: ['discovery'],
    problem: /no valid/,
    fix: /Correct the authority/,
  },
  {
    title: 'configured endpoints that differ from those of the authority',
    plant: (deployment) =>
      deployReplaced(deployment, '/discovery/v2.0/keys', '/discovery/v1.0/keys'),
    checks: ['endpoints'],
    problem: /differs from what the authority publishes: jwks_uri\./,
    fix: /--discover/,
  },
  {
    title: 'an identity provider without signing keys',
    plant: async ({ stack }) => {
      stack.control.fault({ endpoint: 'keys', status: 200, body: { keys: [] } })
      return {}
    },
    checks: ['keys'],
    problem: /no RSA key/,
    fix: /administrator of the identity provider/,
  },
  {
    title: 'a token endpoint whose responses the app cannot read',
    plant: (deployment) =>
      plantInProvider(deployment, ({ headers }) => headers.delete('access-control-allow-origin')),
    checks: ['platform', 'platform'],
    problem: /does not let this origin read/,
    fix: /Single-page application/,
  },
  {
    title: 'a sign-in that ends on an unknown page',
    plant: async ({ stack }) => {
      stack.control.fault({ endpoint: 'authorize', status: 200, body: '<h1>Maintenance</h1>' })
      return {}
    },
    checks: ['redirect-uri', 'redirect-uri'],
    problem: /neither a redirect nor a known error/,
    fix: /sign in manually/,
  },
]
