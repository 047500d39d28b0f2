import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { createClock } from '../local-entra/clock.ts'
import { noApiDemands } from './api-demands.ts'
import { createWeatherApi } from './weather-api.ts'
import { type AuthorityEndpoints, findEndpoints } from './endpoints.ts'
import { type Log, logRequest, pathOf } from './log.ts'
import type { StandaloneSettings } from './settings.ts'

const knownPaths = ['/WeatherForecast', '/health', '/ready']

/** A server that runs until it is told to stop. */
export interface Service {
  server: Server
  /** Takes no more requests, finishes those under way, and gives up on them after ten seconds. */
  stop: () => Promise<void>
}

/**
 * The weather API for a real tenant. It keeps nothing but the keys of the identity provider, so any number of it can
 * run side by side. It serves `/health` (the process is well) and `/ready` (it can check tokens) beside the forecast.
 */
export function createService(settings: StandaloneSettings, log: Log): Service {
  let api: RequestListener | undefined
  const stopping = new AbortController()
  const isReady = () => api !== undefined && !stopping.signal.aborted
  const server = createServer((request, response) => {
    logRequest(log, knownPaths, request, response)
    // A connection that falls idle while the server stops would hold it up until it times out.
    response.once('close', () => stopping.signal.aborted && server.closeIdleConnections())
    const path = pathOf(request)
    if (path === '/health') return answer(response, 200)
    if (path === '/ready') return answer(response, isReady() ? 200 : 503)
    if (api === undefined) return answer(response, 503)
    return api(request, response)
  })
  void untilFound(settings, log, stopping.signal).then((endpoints) => {
    api = endpoints && createApi(settings, endpoints)
    return api
  })
  return { server, stop: () => stop(server, stopping) }
}

/** Asks the authority until it answers; an API that starts before the network is up gets ready later. */
async function untilFound(
  { authority }: StandaloneSettings,
  log: Log,
  signal: AbortSignal,
): Promise<AuthorityEndpoints | undefined> {
  for (let seconds = 1; !signal.aborted; seconds = Math.min(seconds * 2, 30)) {
    try {
      const endpoints = await findEndpoints(authority)
      log('info', 'ready', { issuer: endpoints.issuer })
      return endpoints
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      log('error', 'not ready', { reason, nextTryInSeconds: seconds })
    }
    await setTimeout(seconds * 1000, undefined, { signal }).catch(() => undefined)
  }
  return undefined
}

function createApi(
  { issuer, audience, scope, origins }: StandaloneSettings,
  endpoints: AuthorityEndpoints,
): RequestListener {
  return createWeatherApi({
    policy: {
      issuer: issuer ?? endpoints.issuer,
      audience,
      jwksUri: endpoints.jwksUri,
      clock: createClock(),
    },
    demands: noApiDemands(),
    requiredScope: scope,
    authorizationUri: endpoints.authorizationEndpoint,
    isAppOrigin: (origin) => origins.includes(origin),
    dateTimes: () => false,
  })
}

function answer(response: ServerResponse, status: 200 | 503): void {
  const retry = status === 503 ? { 'Retry-After': '5' } : {}
  response.writeHead(status, { 'Cache-Control': 'no-store', ...retry }).end()
}

const graceInMilliseconds = 10_000

async function stop(server: Server, stopping: AbortController): Promise<void> {
  stopping.abort()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const timer = new AbortController()
  const late = setTimeout(graceInMilliseconds, undefined, { signal: timer.signal })
  await Promise.race([closed, late.then(() => server.closeAllConnections()).catch(() => undefined)])
  timer.abort()
}
