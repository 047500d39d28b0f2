import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { type AuthorityMetadata, createRemoteKeys, discover, reasonOf } from './authority.ts'
import { type Log, logRequest, pathOf } from './log.ts'
import type { StandaloneSettings } from './settings.ts'
import { createWeatherApi, toListener } from './weather-api.ts'

const knownPaths = ['/WeatherForecast', '/WeatherForecast/{date}', '/health', '/ready']

/** A server that runs until it is told to stop. */
export interface Service {
  server: Server
  /** Accepts no new requests, finishes the current ones, and closes them after ten seconds. */
  stop: () => Promise<void>
}

/**
 * Bytes of all headers of a request. An access token of Entra with 200 groups has 12 kB, plus roles. Node's default is 16 kB.
 * The nginx rules of this repository allow a header of 32 kB.
 */
const maxHeaderSize = 40 * 1024

/**
 * The weather API for a real tenant. Its only state is the identity provider's keys and the days that were removed from its
 * forecast: any number of instances can run, each with its own removed days. It also serves `/health` (the process runs)
 * and `/ready` (it can verify tokens).
 */
export function createService(settings: StandaloneSettings, log: Log): Service {
  let api: RequestListener | undefined
  const stopping = new AbortController()
  const isReady = () => api !== undefined && !stopping.signal.aborted
  const server = createServer({ maxHeaderSize }, (request, response) => {
    logRequest(log, knownPaths, request, response)
    // While the server stops, close connections as they become idle, or it would wait for their timeout.
    response.once('close', () => stopping.signal.aborted && server.closeIdleConnections())
    const path = pathOf(request)
    if (path === '/health') return answer(response, 200)
    if (path === '/ready') return answer(response, isReady() ? 200 : 503)
    if (api === undefined) return answer(response, 503)
    return api(request, response)
  })
  void discoverUntilFound(settings, log, stopping.signal).then((metadata) => {
    api = metadata && createApi(settings, metadata, log)
    return api
  })
  return { server, stop: () => stop(server, stopping) }
}

/** Retries until the authority responds: the API may start before the network is up. */
async function discoverUntilFound(
  { authority }: StandaloneSettings,
  log: Log,
  signal: AbortSignal,
): Promise<AuthorityMetadata | undefined> {
  for (let seconds = 1; !signal.aborted; seconds = Math.min(seconds * 2, 30)) {
    try {
      const metadata = await discover(authority)
      log('info', 'ready', { issuer: metadata.issuer })
      return metadata
    } catch (error) {
      log('error', 'not ready', { reason: reasonOf(error), nextTryInSeconds: seconds })
    }
    await setTimeout(seconds * 1000, undefined, { signal }).catch(() => undefined)
  }
  return undefined
}

function createApi(
  { issuer, audience, scope, origins }: StandaloneSettings,
  metadata: AuthorityMetadata,
  log: Log,
): RequestListener {
  const api = createWeatherApi({
    policy: {
      issuer: issuer ?? metadata.issuer,
      audience,
      keys: createRemoteKeys(metadata.jwksUri, (reason) => {
        log('error', 'keys not fetched', { reason })
      }),
      now: () => new Date(),
    },
    requiredScope: scope,
    isAppOrigin: (origin) => origins.includes(origin),
    removedDays: new Set(),
  })
  return toListener(api)
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
