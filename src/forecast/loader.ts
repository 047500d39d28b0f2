import { createApi, describeApi } from '../api/api.ts'
import type { Session } from '../auth/session.ts'
import { ownPath } from '../config/app.ts'
import type { Config } from '../config/config.ts'
import { isPassing } from '../errors/passing.ts'
import { type ForecastEntry, parseForecast } from './forecast.ts'

export const forecastPath = '/forecast'

/** Its key in config.json, and its name for users, which follows "the". */
export const weatherApi = { key: 'weatherApi', title: 'weather service' }

type RequestForecast = (navigation?: Request) => Promise<ForecastEntry[]>

const ahead = new WeakMap<Session, RequestForecast>()

/**
 * Requests the forecast before the page is there, if it is the first page. The first request of the loader gets this
 * response. src/app/request-ahead.ts calls it.
 * @returns when the first request has been sent, for a token or to the API, or there will be none
 */
export async function requestAhead(session: Session, config: Config): Promise<void> {
  if (!config.weatherApi || location.pathname !== ownPath(forecastPath)) return
  const request = createRequest(session, config)
  const sent = new Promise<void>((resolve) => session.events.listen(() => resolve()))
  let first: Promise<ForecastEntry[]> | undefined = request()
  ahead.set(session, (navigation) => {
    const response = first ?? request(navigation)
    first = undefined
    return response
  })
  // The loader handles a failure.
  const ended = first.then(ignore, ignore)
  await Promise.race([sent, ended])
}

function ignore(): void {}

function createRequest(session: Session, config: Config): RequestForecast {
  const api = createApi(session, describeApi(config, weatherApi.key, weatherApi.title))
  return (navigation) => api.request('', parseForecast, { navigation })
}

/** The data of the forecast page. */
export interface Forecast {
  entries: ForecastEntry[]
  /** When the API answered, in milliseconds since 1970. */
  receivedAt: number
  /** The error of the last refresh, if it failed: the entries are then stale. */
  failure?: unknown
}

export type LoadForecast = (navigation: { request: Request }) => Promise<Forecast>

/**
 * Creates the loader of the forecast page. If a refresh fails with an error that passes by itself, returns the last forecast
 * with that error. Forgets it when the account signs out or changes.
 * @throws {ConfigError} when the API is not configured
 */
export function createForecastLoader(session: Session, config: Config): LoadForecast {
  const requestForecast = ahead.get(session) ?? createRequest(session, config)
  let last: { accountId: string; forecast: Forecast } | undefined
  session.subscribe(() => {
    if (accountIdOf(session) !== last?.accountId) last = undefined
  })

  return async ({ request }) => {
    const accountId = accountIdOf(session)
    try {
      const entries = await requestForecast(request)
      const forecast = { entries, receivedAt: Date.now() }
      if (accountId !== undefined && accountId === accountIdOf(session))
        last = { accountId, forecast }
      return forecast
    } catch (failure) {
      if (!last || accountId !== last.accountId || !isPassing(failure)) throw failure
      return { ...last.forecast, failure }
    }
  }
}

function accountIdOf(session: Session): string | undefined {
  const state = session.getState()
  return state.status === 'signed-in' ? state.account.homeAccountId : undefined
}
