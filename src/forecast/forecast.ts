import * as v from 'valibot'
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
