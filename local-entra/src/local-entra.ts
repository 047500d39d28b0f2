import { requestAccessToken } from './access-token.ts'
import { appConfig, type AppConfig, mountedConfig } from './app-config.ts'
import { createClock } from './clock.ts'
import type { Control } from './control/control.ts'
import { createControlServer } from './control/control-server.ts'
import { createControl } from './control/create-control.ts'
import { createExchangeLog } from './control/exchange-log.ts'
import { createFaults } from './faults/faults.ts'
import { startGraph } from './graph/start-graph.ts'
import { startIdentityProvider } from './identity/identity-provider.ts'
import { SWITCHES } from './identity/switches.ts'
import { createMount, type Middleware } from './mount.ts'
import { type LocalEntraOptions, requireOptions } from './options.ts'
import { defaultRegistrations } from './registrations/default-registrations.ts'
import { parseRegistrations } from './registrations/parse-registrations.ts'
import type { Registrations, SampleAccount } from './registrations/registrations.ts'
import { createRegistry, type Registry, singlePageApp } from './registrations/registry.ts'
import { type Certificate, openCertificate } from './server/certificate.ts'
import { type LoopbackServer, startLoopbackServer } from './server/loopback-server.ts'
import { fetchTrusting } from './server/trust.ts'
import { startWeatherApi } from './weather-api/start-weather-api.ts'

export interface LocalEntra {
  identity: {
    origin: string
    /** Where it listens: differs from `origin` if a proxy in front of it has another. */
    listensAt: string
    /** `iss` of the tokens for the app of `appConfig`; discovery is below it, unless its tenant is an external one. */
    issuer: string
    sampleAccounts: SampleAccount[]
  }
  /** That of `weatherApiUrl`, or the one that comes with it. */
  weatherApi: { origin: string; url: string }
  /** A small Microsoft Graph; `url` has the version. */
  graph: { origin: string; url: string }
  /** Tenants, apps, APIs and accounts as they are now. */
  registrations: Registrations
  /** Undefined when there is no control server. */
  controlOrigin: string | undefined
  /** What clients need to trust; undefined with plain http. */
  certificate: Certificate | undefined
  /** What the first single-page app gets as `/config.json`. Without one, the settings of the first app. */
  appConfig: AppConfig
  /**
   * Answers the requests for the identity provider, the weather API and Graph in another server, for browsers that can reach
   * only that one. What is mounted is as reachable as that server.
   */
  middleware: Middleware
  /** What an app gets as `/config.json` that uses `middleware`, and was opened at this origin. */
  configAt: (origin: string) => AppConfig
  control: Control
  /**
   * Gets an access token without a browser, as the app would with the user's session and all consents given.
   * @param scope full scopes of one API, separated by spaces; by default that of `appConfig.weatherApi`
   */
  accessToken: (userName: string, scope?: string) => Promise<string>
  close(): Promise<void>
}

/**
 * Starts the identity provider, the weather API and Microsoft Graph on loopback ports.
 * @throws {Error} when an option does not exist or has a value that it cannot have; with every fault
 * @throws {PortTakenError} when a port is in use
 * @throws {RegistrationsError} with every fault of the registrations
 */
export async function startLocalEntra(options: LocalEntraOptions = {}): Promise<LocalEntra> {
  refuseProduction(process.env)
  requireOptions(options)
  const servers: LoopbackServer[] = []
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()))
  }
  try {
    return { ...(await startServers(options, servers)), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** @param servers is told of every server as soon as it runs */
async function startServers(
  options: LocalEntraOptions,
  servers: LoopbackServer[],
): Promise<Omit<LocalEntra, 'close'>> {
  const certificate = await openCertificate(options.https)
  const registry = openRegistry(options)
  const parts = {
    certificate,
    registry,
    clock: createClock(),
    faults: createFaults(),
    log: createExchangeLog(),
    switches: { ...SWITCHES, ...options.switches },
  }
  const graph = await startGraph(parts, options.graphPort ?? 0)
  servers.push(graph.server)
  const identity = await startIdentityProvider(
    { ...parts, origin: options.identityOrigin, graphOrigin: graph.server.origin },
    options.identityPort ?? 0,
  )
  const { origin: listensAt } = identity.server
  const { origin } = identity.state
  servers.push(identity.server)
  const api = await startWeatherApi(
    {
      ...parts,
      isExpired: (uti) => identity.state.accessTokens.get(uti)?.isExpired === true,
      identityOrigin: origin,
      keysOrigin: listensAt,
    },
    options.weatherApiPort ?? 0,
  )
  servers.push(api.server)
  graph.connect({ identity: identity.state, demands: api.demands })
  const control = createControl({
    ...parts,
    identity: identity.state,
    core: identity.core,
    api: api.demands,
    servers: { identity: identity.server, 'weather-api': api.server, graph: graph.server },
  })
  const controlServer = await startControlServer(control, options.controlPort ?? false, certificate)
  if (controlServer) servers.push(controlServer)
  const ownUrl = `${api.server.origin}/WeatherForecast`
  const url = options.weatherApiUrl ?? ownUrl
  const graphUrl = `${graph.server.origin}/v1.0`
  const config = appConfig(registry.registrations, {
    identityOrigin: origin,
    weatherApiUrl: url,
    graphUrl,
  })
  const { accounts } = registry.registrations
  return {
    identity: {
      origin,
      listensAt,
      issuer: config.authorityMetadata.issuer,
      sampleAccounts: accounts,
    },
    weatherApi: { origin: new URL(url).origin, url },
    graph: { origin: graph.server.origin, url: graphUrl },
    registrations: registry.registrations,
    controlOrigin: controlServer?.origin,
    certificate,
    appConfig: config,
    middleware: createMount(
      registry,
      { identity: identity.listener, weatherApi: api.listener },
      graph,
    ),
    configAt: (at) => mountedConfig(config, [ownUrl, graphUrl], at),
    control,
    accessToken: async (userName, scope = config.weatherApi.scope) => {
      const app = singlePageApp(registry.registrations.apps)
      if (!app)
        throw new Error('accessToken signs in as a single-page app, and none is registered.')
      const [redirectUri] = app.redirectUris.spa
      if (redirectUri === undefined) {
        throw new Error(`${app.name} has no SPA redirect URI. Name an origin in \`appOrigins\`.`)
      }
      const cookie = await control.sessionCookie([userName])
      const send = fetchTrusting(certificate)
      return requestAccessToken({ config, listensAt, redirectUri, cookie, scope, send })
    },
  }
}

function openRegistry({ registrations, appOrigins = [] }: LocalEntraOptions): Registry {
  const registry = createRegistry(
    registrations ? parseRegistrations(registrations) : defaultRegistrations(),
  )
  for (const origin of appOrigins) registry.addAppOrigin(origin)
  return registry
}

async function startControlServer(
  control: Control,
  port: number | false,
  certificate: Certificate | undefined,
): Promise<LoopbackServer | undefined> {
  if (port === false) return undefined
  return startLoopbackServer({
    name: 'control',
    port,
    portSetting: 'LOCAL_CONTROL_PORT (npx local-entra: --control-port)',
    certificate,
    listener: createControlServer(control),
  })
}

/** @throws {Error} in a production process: these servers sign in everyone. */
function refuseProduction(environment: NodeJS.ProcessEnv): void {
  if (environment['NODE_ENV'] !== 'production') return
  throw new Error(
    'local-entra signs in everyone without a password, so it does not start with NODE_ENV=production.',
  )
}
