import * as v from 'valibot'
import type { Api } from '../api/api.ts'
import type { Session } from '../auth/session.ts'
import { isPassing } from '../errors/passing.ts'
import { UnreadableAnswerError } from '../http/http-errors.ts'

/** One entry of the forecast. */
export interface ForecastEntry {
  /** A calendar day, `YYYY-MM-DD`: the day meant by the API, whatever the reader's time zone. */
  date: string
  /** Degrees Celsius. */
  temperatureC: number
  /** Degrees Fahrenheit, as the API rounds them. */
  temperatureF: number
  summary: string | null
}

// ASP.NET's template sends a day since .NET 7 and a date-time with offset before; the day is the first ten characters
// of either, and no conversion to another time zone may move it.
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
 * Reads the answer of `GET /WeatherForecast`. Keys that are not known here are ignored.
 * @param url where it came from, for the error
 * @throws {UnreadableAnswerError} naming the first thing that does not fit
 */
export function parseForecast(value: unknown, url: string): ForecastEntry[] {
  const result = v.safeParse(forecastSchema, value, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  const problem = `${v.getDotPath(issue) ?? 'the answer'}: ${issue.message}`
  throw new UnreadableAnswerError(url, 'shape', problem)
}

/** The forecast as the page shows it. */
export interface Forecast {
  entries: ForecastEntry[]
  /** When the API answered, in milliseconds since 1970. */
  receivedAt: number
  /** Why these entries are not the newest: the last attempt to get newer ones failed. */
  failure?: unknown
}

/** The loader of the forecast page. */
export type LoadForecast = (navigation: { request: Request }) => Promise<Forecast>

/**
 * Creates the loader of the forecast page. When a refresh fails for a reason that will pass, the last forecast stays, with
 * that reason. It never outlives the session of its account.
 */
export function createForecastLoader(session: Session, api: Api): LoadForecast {
  let last: { accountId: string; forecast: Forecast } | undefined
  session.subscribe(() => {
    if (accountIdOf(session) !== last?.accountId) last = undefined
  })

  return async ({ request }) => {
    const accountId = accountIdOf(session)
    try {
      const entries = await api.request('', parseForecast, { navigation: request })
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
