import type { Config } from '../../../src/config/config.ts'
import { type ServerFault, startFaultyServer } from '../../../e2e/support/faulty-server.ts'
import { startLocalStack } from '../../../local-entra/local-stack.ts'
import { defaultRegistrations } from '../../../local-entra/registrations/default-registrations.ts'
import type { Planted, Fault, World } from './fault.ts'

/** Deploys the same configuration with other letters in it. */
async function deployReplaced({ site, stack }: World, from: string, to: string): Promise<Planted> {
  const text = JSON.stringify(stack.appConfig).replaceAll(from, to)
  await site.deploy(JSON.parse(text) as Config)
  return {}
}

/** Puts an identity provider with a fault in the place of the good one. */
async function plantInProvider(world: World, fault: ServerFault): Promise<Planted> {
  const { origin } = world.stack.identity
  const faulty = await startFaultyServer(origin, fault)
  await deployReplaced(world, origin, faulty.origin)
  return { undo: faulty.close }
}

/** Puts a tenant in which the app is registered in another way in the place of the good one; the API stays. */
async function register(
  { site, stack }: World,
  redirectUris: Partial<Record<'spa' | 'web' | 'publicClient', string[]>>,
): Promise<Planted> {
  const registrations = defaultRegistrations()
  const [app] = registrations.apps
  if (app) app.redirectUris = { spa: [], web: [], publicClient: [], ...redirectUris }
  const other = await startLocalStack({ registrations })
  const weatherApi = { ...other.appConfig.weatherApi, url: stack.appConfig.weatherApi.url }
  await site.deploy({ ...other.appConfig, weatherApi })
  return { undo: () => other.close() }
}

// The port of localhost does not count.
const own = ['http://localhost/', 'http://localhost/redirect.html']

const tenantOf = ({ stack }: World) => new URL(stack.appConfig.authority).pathname.slice(1)

export const faultsOfIdentityProvider: Fault[] = [
  {
    title: 'a tenant that does not exist',
    plant: (world) =>
      deployReplaced(world, tenantOf(world), '99999999-8888-7777-6666-555555555555'),
    checks: ['discovery', 'redirect-uri', 'redirect-uri', 'platform', 'platform'],
    problem: /organisation of this app cannot be found.*AADSTS90002/,
    fix: /Correct `authority`/,
  },
  {
    title: 'a client id that the tenant does not know',
    plant: (world) =>
      deployReplaced(world, world.stack.appConfig.clientId, '11111111-2222-3333-4444-555555555555'),
    checks: ['redirect-uri', 'redirect-uri', 'platform', 'platform'],
    problem: /app is not known to the organisation.*AADSTS700016/,
    fix: /Correct `clientId`/,
  },
  {
    title: 'redirect URIs that are not registered',
    plant: (world) => register(world, {}),
    checks: ['redirect-uri', 'redirect-uri', 'platform', 'platform'],
    problem: /not registered.*AADSTS50011/,
    fix: /Authentication → Single-page application, add exactly these redirect URIs/,
  },
  {
    title: 'a redirect URI of the hidden frames that is not registered',
    plant: (world) => register(world, { spa: own.slice(0, 1) }),
    checks: ['redirect-uri', 'platform'],
    problem: /not registered.*AADSTS50011/,
    fix: /Authentication → Single-page application, add exactly these redirect URIs/,
  },
  {
    title: 'redirect URIs of the type Web',
    plant: (world) => register(world, { web: own }),
    checks: ['platform', 'platform'],
    problem: /registered for another kind of app.*AADSTS9002326/,
    fix: /from the platform Web and add it/,
  },
  {
    title: 'redirect URIs of the type Mobile and desktop',
    plant: (world) => register(world, { publicClient: own }),
    checks: ['platform', 'platform'],
    problem: /registered for another kind of app.*AADSTS9002326/,
    fix: /Single-page application/,
  },
  {
    title: 'a scope that no API has',
    plant: (world) => deployReplaced(world, '/access_as_user', '/access_as_nobody'),
    checks: ['redirect-uri', 'redirect-uri'],
    problem: /permission that does not exist|malformed name/,
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
    problem: /does not listen/,
    fix: /Start the server/,
  },
  {
    title: 'a discovery document that is none',
    plant: async ({ stack }) => {
      stack.control.fault({ endpoint: 'discovery', status: 200, body: '<html>' })
      return {}
    },
    checks: ['discovery'],
    problem: /no usable/,
    fix: /Correct the authority/,
  },
  {
    title: 'endpoints that are not those that the authority publishes',
    plant: (world) => deployReplaced(world, '/discovery/v2.0/keys', '/discovery/v1.0/keys'),
    checks: ['endpoints'],
    problem: /differs from what the authority publishes: jwks_uri\./,
    fix: /--discover/,
  },
  {
    title: 'no keys to check a token with',
    plant: async ({ stack }) => {
      stack.control.fault({ endpoint: 'keys', status: 200, body: { keys: [] } })
      return {}
    },
    checks: ['keys'],
    problem: /no RSA key/,
    fix: /whoever runs the identity provider/,
  },
  {
    title: 'a token endpoint whose answers the app may not read',
    plant: (world) =>
      plantInProvider(world, ({ headers }) => headers.delete('access-control-allow-origin')),
    checks: ['platform', 'platform'],
    problem: /does not let this origin read/,
    fix: /Single-page application/,
  },
  {
    title: 'a sign-in that ends on a page with words that nobody knows',
    plant: async ({ stack }) => {
      stack.control.fault({ endpoint: 'authorize', status: 200, body: '<h1>Maintenance</h1>' })
      return {}
    },
    checks: ['redirect-uri', 'redirect-uri'],
    problem: /neither a redirect nor a known error/,
    fix: /sign in by hand/,
  },
]
