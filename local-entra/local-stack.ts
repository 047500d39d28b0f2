import { appConfig, type AppConfig } from './app-config.ts'
import { createClock } from './clock.ts'
import type { Control } from './control/control.ts'
import { createControlServer } from './control/control-server.ts'
import { createControl } from './control/create-control.ts'
import { createExchangeLog } from './control/exchange-log.ts'
import { createFaults } from './faults/faults.ts'
import { startIdentityProvider } from './identity/start-identity-provider.ts'
import { SWITCHES, type Switches } from './identity/switches.ts'
import { defaultRegistrations } from './registrations/default-registrations.ts'
import type { Registrations, SampleAccount } from './registrations/registrations.ts'
import { createRegistry, type Registry } from './registrations/registry.ts'
import { type LoopbackServer, startLoopbackServer } from './server/loopback-server.ts'
import { refuseProduction } from './server/refuse-production.ts'
import { startWeatherApi } from './weather-api/start-weather-api.ts'

export interface LocalStackOptions {
  /** Ports; 0, the default, takes any free one. */
  identityPort?: number
  weatherApiPort?: number
  /** Port of the control server; false, the default, starts none. */
  controlPort?: number | false
  /** Origins of the apps that sign people in here, such as `http://localhost:5173`. */
  appOrigins?: string[]
  /** Tenants, apps, APIs and people; sample ones by default. */
  registrations?: Registrations
  switches?: Partial<Switches>
  /**
   * The origin that the identity provider answers as, where something in front of it makes it so, such as
   * `https://login.microsoftonline.com`. It listens on loopback all the same.
   */
  identityOrigin?: string
}

export interface LocalStack {
  identity: {
    origin: string
    /** Where it listens: the same, unless it answers as somebody else. */
    listensAt: string
    authority: string
    sampleAccounts: SampleAccount[]
  }
  weatherApi: { origin: string; url: string }
  /** Undefined when there is no control server. */
  controlOrigin: string | undefined
  /** What an app gets as `/config.json`. */
  appConfig: AppConfig
  control: Control
  close(): Promise<void>
}

/**
 * Starts the identity provider and the weather API on loopback ports.
 *
 * @throws {PortTakenError} when a port is in use
 */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  refuseProduction(process.env)
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
  options: LocalStackOptions,
  servers: LoopbackServer[],
): Promise<Omit<LocalStack, 'close'>> {
  const registry = openRegistry(options)
  const parts = {
    registry,
    clock: createClock(),
    faults: createFaults(),
    log: createExchangeLog(),
    switches: { ...SWITCHES, ...options.switches },
  }
  const identity = await startIdentityProvider(
    { ...parts, origin: options.identityOrigin },
    options.identityPort ?? 0,
  )
  const { origin: listensAt } = identity.server
  const { origin } = identity.state
  servers.push(identity.server)
  const api = await startWeatherApi(
    { ...parts, identityOrigin: origin, keysOrigin: listensAt },
    options.weatherApiPort ?? 0,
  )
  servers.push(api.server)
  const control = createControl({
    ...parts,
    identity: identity.state,
    core: identity.core,
    api: api.demands,
    servers: { identity: identity.server, 'weather-api': api.server },
  })
  const controlServer = await startControlServer(control, options.controlPort ?? false)
  if (controlServer) servers.push(controlServer)
  const url = `${api.server.origin}/WeatherForecast`
  const config = appConfig(registry.registrations, origin, url)
  const { accounts } = registry.registrations
  return {
    identity: { origin, listensAt, authority: config.authority, sampleAccounts: accounts },
    weatherApi: { origin: api.server.origin, url },
    controlOrigin: controlServer?.origin,
    appConfig: config,
    control,
  }
}

function openRegistry({ registrations, appOrigins = [] }: LocalStackOptions): Registry {
  const registry = createRegistry(structuredClone(registrations ?? defaultRegistrations()))
  for (const origin of appOrigins) registry.addAppOrigin(origin)
  return registry
}

async function startControlServer(
  control: Control,
  port: number | false,
): Promise<LoopbackServer | undefined> {
  if (port === false) return undefined
  return startLoopbackServer({
    name: 'control',
    port,
    portSetting: 'LOCAL_CONTROL_PORT',
    listener: createControlServer(control),
  })
}
