import type { IncomingMessage, RequestListener } from 'node:http'
import { appConfig, type AppConfig } from './app-config.ts'
import { createClock } from './clock.ts'
import { createControl, type Control } from './control/control.ts'
import { createExchangeLog } from './control/exchange-log.ts'
import { createFaults } from './control/faults.ts'
import { parsePath, tenantEndpoints } from './identity/endpoints.ts'
import { createIdentityProvider } from './identity/identity-provider.ts'
import type { IdentityState } from './identity/identity-state.ts'
import { createSigningKeys } from './identity/keys/signing-keys.ts'
import { createConsents } from './identity/sessions/consents.ts'
import { createSignedInPeople } from './identity/sessions/signed-in-people.ts'
import { createRefreshTokens } from './identity/token/refresh-tokens.ts'
import { tokenCorsHeaders } from './identity/token/token-cors.ts'
import { defaultRegistrations } from './registrations/default-registrations.ts'
import type { SampleAccount } from './registrations/registrations.ts'
import { createRegistry, type Registry } from './registrations/registry.ts'
import { startLoopbackServer } from './server/loopback-server.ts'
import { observedListener } from './server/observed-listener.ts'
import { refuseProduction } from './server/refuse-production.ts'
import { createWeatherApi } from './weather-api/weather-api.ts'

export interface LocalStackOptions {
  /** Ports; 0, the default, takes any free one. */
  identityPort?: number
  weatherApiPort?: number
  /** Port of the control server; false, the default, starts none. */
  controlPort?: number | false
  /** Origins of the apps that sign people in here, such as `http://localhost:5173`. */
  appOrigins?: string[]
}

export interface LocalStack {
  identity: { origin: string; authority: string; sampleAccounts: SampleAccount[] }
  weatherApi: { origin: string; url: string }
  /** What an app gets as `/config.json`. */
  appConfig: AppConfig
  control: Control
  close(): Promise<void>
}

/** Starts the identity provider and the weather API on loopback ports. */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  refuseProduction(process.env)
  const registry = createRegistry(defaultRegistrations())
  for (const origin of options.appOrigins ?? []) registry.addAppOrigin(origin)
  const clock = createClock()
  const observed = { faults: createFaults(), log: createExchangeLog() }
  const forecast: { value: unknown } = { value: undefined }

  // The identity provider needs to know its port before it can be made.
  let identityListener: RequestListener = notReady
  const identityServer = await startLoopbackServer({
    name: 'identity provider',
    port: options.identityPort ?? 0,
    portSetting: 'LOCAL_IDENTITY_PORT',
    listener: observedListener(
      {
        ...observed,
        server: 'identity',
        endpointOf: ({ url = '' }) => parsePath(url.split('?')[0] ?? '').endpoint,
        corsHeaders: tokenCorsHeaders,
      },
      (request, response) => identityListener(request, response),
    ),
  })
  const identity = createIdentityState(identityServer.origin, registry, clock)
  identityListener = createIdentityProvider(identity)

  const [tenant] = registry.registrations.tenants
  const [api] = registry.registrations.apis
  if (!tenant || !api) throw new Error('the registrations need a tenant and an API')
  const endpoints = tenantEndpoints(identityServer.origin, tenant)
  const policy = {
    issuer: endpoints.issuer,
    audience: api.clientId,
    jwksUri: endpoints.keys,
    clock,
  }
  const weatherServer = await startLoopbackServer({
    name: 'weather API',
    port: options.weatherApiPort ?? 0,
    portSetting: 'LOCAL_WEATHER_API_PORT',
    listener: observedListener(
      {
        ...observed,
        server: 'weather-api',
        endpointOf: ({ url = '' }) => (url.startsWith('/WeatherForecast') ? 'weather' : 'other'),
        corsHeaders: weatherCorsHeaders(registry),
      },
      createWeatherApi({
        policy,
        clock,
        isAppOrigin: (origin) => registry.isAppOrigin(origin),
        forecast: () => forecast.value,
      }),
    ),
  }).catch(async (error: unknown) => {
    await identityServer.close()
    throw error
  })

  const config = appConfig(
    registry.registrations,
    identityServer.origin,
    `${weatherServer.origin}/WeatherForecast`,
  )
  return {
    identity: {
      origin: identityServer.origin,
      authority: config.authority,
      sampleAccounts: registry.registrations.accounts,
    },
    weatherApi: { origin: weatherServer.origin, url: config.weatherApi.url },
    appConfig: config,
    control: createControl({ ...observed, clock, identity, identityServer, forecast }),
    close: async () => {
      await Promise.all([identityServer.close(), weatherServer.close()])
    },
  }
}

const notReady: RequestListener = (_, response) => response.writeHead(503).end()

function createIdentityState(
  origin: string,
  registry: Registry,
  clock: IdentityState['clock'],
): IdentityState {
  return {
    origin,
    clock,
    registry,
    keys: createSigningKeys(),
    consents: createConsents(),
    people: createSignedInPeople(),
    codes: new Map(),
    refreshTokens: createRefreshTokens(),
  }
}

function weatherCorsHeaders(registry: Registry) {
  return ({ headers: { origin } }: IncomingMessage): Record<string, string> => ({
    vary: 'Origin',
    ...(origin !== undefined && registry.isAppOrigin(origin)
      ? {
          'access-control-allow-origin': origin,
          'access-control-expose-headers': 'WWW-Authenticate, Retry-After',
        }
      : {}),
  })
}
