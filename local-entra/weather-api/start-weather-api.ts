import { createRemoteJWKSet } from 'jose'
import type { AccessRules } from '../../weather-api/require-access.ts'
import { createWeatherApi, toListener } from '../../weather-api/weather-api.ts'
import type { Clock } from '../clock.ts'
import type { ExchangeLog } from '../control/exchange-log.ts'
import type { Faults } from '../faults/faults.ts'
import { tenantEndpoints } from '../identity/endpoints.ts'
import type { Switches } from '../identity/switches.ts'
import { stsIssuer } from '../identity/tokens/token-subject.ts'
import type { Registry } from '../registrations/registry.ts'
import { type LoopbackServer, startLoopbackServer } from '../server/loopback-server.ts'
import { observedListener } from '../server/observed-listener.ts'
import {
  addOtherChallenges,
  type ApiDemands,
  noApiDemands,
  putDemandsInFront,
} from './api-demands.ts'

export interface WeatherApiParts {
  clock: Clock
  faults: Faults
  log: ExchangeLog
  registry: Registry
  switches: Switches
  identityOrigin: string
  /** Where the identity provider's keys are fetched: the address it listens at, which may not be the one it answers as. */
  keysOrigin: string
}

export interface RunningWeatherApi {
  server: LoopbackServer
  demands: ApiDemands
}

/** Starts the weather API on a loopback port, with faults and demands in front of it; 0 takes any free port. */
export async function startWeatherApi(
  parts: WeatherApiParts,
  port: number,
): Promise<RunningWeatherApi> {
  const { registry, switches, clock } = parts
  const demands = noApiDemands()
  const { rules, authorizationUri } = accessRules(parts)
  const api = createWeatherApi({ ...rules, isAppOrigin: (origin) => registry.isAppOrigin(origin) })
  const front = putDemandsInFront(
    {
      demands,
      clock,
      dateTimes: () => switches.forecastDateTimes,
      corsHeaders: (origin) => corsHeaders(registry, origin),
      userNameOf: (objectId) => registry.accountWithId(objectId)?.userName,
      authorizationUri,
      clientId: rules.policy.audience,
    },
    api,
  )
  const server = await startLoopbackServer({
    name: 'weather API',
    port,
    portSetting: 'LOCAL_WEATHER_API_PORT',
    listener: observedListener(
      {
        ...parts,
        server: 'weather-api',
        endpointOf: ({ url = '' }) => (/^\/weatherforecast\b/i.test(url) ? 'weather' : 'other'),
        corsHeaders: ({ headers: { origin } }) => corsHeaders(registry, origin ?? null),
      },
      addOtherChallenges(demands, toListener(front)),
    ),
  })
  return { server, demands }
}

/** The API trusts the first tenant, and requires the first scope of the first API registration. */
function accessRules({ registry, clock, identityOrigin, keysOrigin }: WeatherApiParts): {
  rules: AccessRules
  authorizationUri: string
} {
  const [tenant] = registry.registrations.tenants
  const [api] = registry.registrations.apis
  const [scope] = api?.scopes ?? []
  if (!tenant || !api || !scope) {
    throw new Error('The registrations need an API with a scope, for the weather API to check.')
  }
  const endpoints = tenantEndpoints(identityOrigin, tenant.id)
  const isVersion1 = api.tokenVersion === 1
  const policy = {
    issuer: isVersion1 ? stsIssuer(tenant.id) : endpoints.issuer,
    audience: isVersion1 ? api.identifierUri : api.clientId,
    keys: createKeys(tenantEndpoints(keysOrigin, tenant.id).keys),
    now: () => new Date(clock.now() * 1000),
  }
  return {
    rules: { policy, requiredScope: scope.value },
    authorizationUri: endpoints.authorization,
  }
}

/**
 * The API's key set without its 30 seconds between two requests: jose measures them by the machine's clock, which tests
 * cannot move. A token with an unknown key makes the API fetch the keys at once.
 */
function createKeys(jwksUri: string): AccessRules['policy']['keys'] {
  return createRemoteJWKSet(new URL(jwksUri), { cacheMaxAge: Infinity, cooldownDuration: 0 })
}

/** The CORS headers that the API itself sets, for the answers of faults and demands. */
function corsHeaders(registry: Registry, origin: string | null): Record<string, string> {
  if (origin === null || !registry.isAppOrigin(origin)) return { vary: 'Origin' }
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'WWW-Authenticate, Retry-After',
  }
}
