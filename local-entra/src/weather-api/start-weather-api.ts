import type { RequestListener } from 'node:http'
import { createRemoteJWKSet, customFetch } from 'jose'
import type { AccessRules } from '../../../weather-api/require-access.ts'
import { createWeatherApi, toListener } from '../../../weather-api/weather-api.ts'
import type { Clock } from '../clock.ts'
import type { ExchangeLog } from '../control/exchange-log.ts'
import type { Faults } from '../faults/faults.ts'
import { authorityOf, tenantEndpoints } from '../identity/endpoints.ts'
import type { Switches } from '../identity/switches.ts'
import { stsIssuer } from '../identity/tokens/token-subject.ts'
import type { Registry } from '../registrations/registry.ts'
import type { Certificate } from '../server/certificate.ts'
import { type LoopbackServer, startLoopbackServer } from '../server/loopback-server.ts'
import { observedListener } from '../server/observed-listener.ts'
import { type Fetch, fetchTrusting } from '../server/trust.ts'
import { addOtherChallenges, type ApiDemands, noApiDemands, enforceDemands } from './api-demands.ts'

export interface WeatherApiParts {
  clock: Clock
  /** Whether an access token, by its `uti` claim, counts as expired. */
  isExpired: (uti: string) => boolean
  faults: Faults
  log: ExchangeLog
  registry: Registry
  switches: Switches
  identityOrigin: string
  /** The address that the identity provider listens at, for its keys. It may differ from the origin of its tokens. */
  keysOrigin: string
  /** That of the identity provider and of this server. */
  certificate: Certificate | undefined
}

export interface RunningWeatherApi {
  server: LoopbackServer
  /** What the server does with a request, for mounting it in another server. */
  listener: RequestListener
  demands: ApiDemands
}

/**
 * Starts the weather API on a loopback port, with the exchange log, the faults and the demands in front of it.
 * @param port 0 takes any free port
 * @throws {PortTakenError} when the port is in use
 */
export async function startWeatherApi(
  parts: WeatherApiParts,
  port: number,
): Promise<RunningWeatherApi> {
  const { registry, switches, clock } = parts
  const demands = noApiDemands()
  const { rules, authorizationUri } = accessRules(parts)
  const api = createWeatherApi({
    ...rules,
    isAppOrigin: (origin) => registry.isAppOrigin(origin),
    removedDays: demands.removedDays,
  })
  const handler = enforceDemands(
    {
      demands,
      clock,
      isExpired: parts.isExpired,
      dateTimes: () => switches.forecastDateTimes,
      corsHeaders: (origin) => corsHeaders(registry, origin),
      userNameOf: (objectId) => registry.accountWithId(objectId)?.userName,
      authorizationUri,
      clientId: rules.policy.audience,
    },
    api,
  )
  const listener = observedListener(
    {
      ...parts,
      server: 'weather-api',
      endpointOf: ({ url = '' }) => (isWeatherPath(url) ? 'weather' : 'other'),
      corsHeaders: ({ headers: { origin } }) => corsHeaders(registry, origin ?? null),
    },
    addOtherChallenges(demands, toListener(handler)),
  )
  const server = await startLoopbackServer({
    name: 'weather API',
    port,
    portSetting: 'LOCAL_WEATHER_API_PORT (npx local-entra: --weather-api-port)',
    certificate: parts.certificate,
    listener,
  })
  return { server, listener, demands }
}

/** Whether a path, with or without a query, is that of the forecast. ASP.NET matches it in any case. */
export const isWeatherPath = (url: string) => /^\/weatherforecast(?=$|[/?])/i.test(url)

/** The API accepts tokens of the first tenant, with the first scope of the first API. */
function accessRules(parts: WeatherApiParts): { rules: AccessRules; authorizationUri: string } {
  const { registry, clock, identityOrigin, keysOrigin, certificate } = parts
  const [tenant] = registry.registrations.tenants
  const [api] = registry.registrations.apis
  const [scope] = api?.scopes ?? []
  if (!tenant || !api || !scope) {
    throw new Error('The registrations need an API with a scope, for the weather API to check.')
  }
  const authority = authorityOf(tenant)
  const endpoints = tenantEndpoints(identityOrigin, authority)
  const isVersion1 = api.tokenVersion === 1
  const policy = {
    issuer: isVersion1 ? stsIssuer(tenant.id) : endpoints.issuer,
    audience: isVersion1 ? api.identifierUri : api.clientId,
    keys: createKeys(tenantEndpoints(keysOrigin, authority).keys, fetchTrusting(certificate)),
    now: () => new Date(clock.now() * 1000),
  }
  return {
    rules: { policy, requiredScope: scope.value },
    authorizationUri: endpoints.authorization,
  }
}

/**
 * The key set of the API without the 30 seconds between two requests. jose measures them with the clock of the machine, which
 * tests cannot move. A token with an unknown key makes the API fetch the keys at once.
 */
function createKeys(jwksUri: string, fetchKeys: Fetch): AccessRules['policy']['keys'] {
  return createRemoteJWKSet(new URL(jwksUri), {
    cacheMaxAge: Infinity,
    cooldownDuration: 0,
    [customFetch]: fetchKeys,
  })
}

/** The CORS headers that the API itself sets, for the responses of faults and demands. */
function corsHeaders(registry: Registry, origin: string | null): Record<string, string> {
  if (origin === null || !registry.isAppOrigin(origin)) return { vary: 'Origin' }
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'WWW-Authenticate, Retry-After',
  }
}
