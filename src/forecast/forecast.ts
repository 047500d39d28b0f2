import * as v from 'valibot'
import { createApi, describeApi } from '../api/api.ts'
import type { Session } from '../auth/session.ts'
import type { Config } from '../config/config.ts'
import { isPassing } from '../errors/passing.ts'
import { UnreadableResponseError } from '../http/http-errors.ts'

/** One entry of the forecast. */
export interface ForecastEntry {
  /** `YYYY-MM-DD`: the calendar day that the API means, in every time zone of the user. */
  date: string
  /** Degrees Celsius. */
  temperatureC: number
  /** Degrees Fahrenheit, as the API rounds them. */
  temperatureF: number
  summary: string | null
}

// ASP.NET's template sends a date since .NET 7, and before that a date-time with offset. The first ten characters of both
// are the day: a conversion to another time zone could change it.
const day = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?$/),
  v.transform((value) => value.slice(0, 10)),
  v.isoDate(),
  v.check(isInCalendar),
)

// Browsers read the 30th of February as the 2nd of March.
function isInCalendar(value: string): boolean {
  const time = Date.parse(value)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
}

const forecastSchema = v.array(
  v.object({
    date: day,
    temperatureC: v.pipe(v.number(), v.finite()),
    temperatureF: v.pipe(v.number(), v.finite()),
    summary: v.nullish(v.string(), null),
  }),
)

/**
 * Validates the response of `GET /WeatherForecast`. Ignores unknown keys.
 * @param url for the error
 * @throws {UnreadableResponseError} with the first fault
 */
export function parseForecast(value: unknown, url: string): ForecastEntry[] {
  const result = v.safeParse(forecastSchema, value, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  const problem = `${v.getDotPath(issue) ?? 'the answer'}: ${issue.message}`
  throw new UnreadableResponseError(url, 'shape', problem)
}

/** Its key in config.json, and its name for users, which follows "the". */
export const weatherApi = { key: 'weatherApi', title: 'weather service' }

type RequestForecast = (navigation?: Request) => Promise<ForecastEntry[]>

const ahead = new WeakMap<Session, RequestForecast>()

/**
 * Requests the forecast before the page is there. The first request of the loader gets this response.
 * @returns when the first request has been sent, for a token or to the API, or there will be none
 */
export async function requestAhead(session: Session, config: Config): Promise<void> {
  if (!config.weatherApi) return
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
