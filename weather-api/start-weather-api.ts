import type { IncomingMessage } from 'node:http'
import type { Clock } from '../local-entra/clock.ts'
import type { ExchangeLog } from '../local-entra/control/exchange-log.ts'
import type { Faults } from '../local-entra/faults/faults.ts'
import { stsIssuer } from '../local-entra/identity/tokens/token-subject.ts'
import { tenantEndpoints } from '../local-entra/identity/endpoints.ts'
import type { Switches } from '../local-entra/identity/switches.ts'
import type { Registry } from '../local-entra/registrations/registry.ts'
import { type LoopbackServer, startLoopbackServer } from '../local-entra/server/loopback-server.ts'
import { observedListener } from '../local-entra/server/observed-listener.ts'
import { type ApiDemands, noApiDemands } from './api-demands.ts'
import type { AccessRules } from './require-access.ts'
import { createWeatherApi } from './weather-api.ts'

export interface WeatherApiParts {
  clock: Clock
  faults: Faults
  log: ExchangeLog
  registry: Registry
  switches: Switches
  identityOrigin: string
  /** Where the identity provider's keys are fetched: its own address, whatever it answers as. */
  keysOrigin: string
}

export interface RunningWeatherApi {
  server: LoopbackServer
  demands: ApiDemands
}

/** Starts the weather API on a loopback port; 0 takes any free one. */
export async function startWeatherApi(
  parts: WeatherApiParts,
  port: number,
): Promise<RunningWeatherApi> {
  const { registry, switches } = parts
  const demands = noApiDemands()
  const api = createWeatherApi({
    ...accessRules(parts, demands),
    isAppOrigin: (origin) => registry.isAppOrigin(origin),
    dateTimes: () => switches.forecastDateTimes,
  })
  const server = await startLoopbackServer({
    name: 'weather API',
    port,
    portSetting: 'LOCAL_WEATHER_API_PORT',
    listener: observedListener(
      {
        ...parts,
        server: 'weather-api',
        endpointOf: ({ url = '' }) => (/^\/weatherforecast\b/i.test(url) ? 'weather' : 'other'),
        corsHeaders: (request) => corsHeaders(registry, request),
      },
      api,
    ),
  })
  return { server, demands }
}

/** The API trusts the first tenant, and wants the first scope of the first API registration. */
function accessRules(parts: WeatherApiParts, demands: ApiDemands): AccessRules {
  const [tenant] = parts.registry.registrations.tenants
  const [api] = parts.registry.registrations.apis
  const [scope] = api?.scopes ?? []
  if (!tenant || !api || !scope) {
    throw new Error('The registrations need an API with a scope, for the weather API to check.')
  }
  const endpoints = tenantEndpoints(parts.identityOrigin, tenant.id)
  const isVersion1 = api.tokenVersion === 1
  return {
    demands,
    requiredScope: scope.value,
    authorizationUri: endpoints.authorization,
    policy: {
      issuer: isVersion1 ? stsIssuer(tenant.id) : endpoints.issuer,
      audience: isVersion1 ? api.identifierUri : api.clientId,
      jwksUri: tenantEndpoints(parts.keysOrigin, tenant.id).keys,
      clock: parts.clock,
    },
  }
}

/** As the API itself sets them, for the answers of faults. */
function corsHeaders(
  registry: Registry,
  { headers: { origin } }: IncomingMessage,
): Record<string, string> {
  if (origin === undefined || !registry.isAppOrigin(origin)) return { vary: 'Origin' }
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'WWW-Authenticate, Retry-After',
  }
}
