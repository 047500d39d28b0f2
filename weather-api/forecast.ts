/** One day, in the format of ASP.NET's template. */
export interface WeatherForecast {
  date: string
  temperatureC: number
  temperatureF: number
  summary: string | null
}

const SUMMARIES = [
  'Freezing',
  'Bracing',
  'Chilly',
  'Cool',
  'Mild',
  'Warm',
  'Balmy',
  'Hot',
  'Sweltering',
  'Scorching',
]
const DAYS = 5
const DAY = 24 * 60 * 60 * 1000

/** Five days from tomorrow in UTC, with random weather as in ASP.NET's template. */
export function randomForecast(now: Date): WeatherForecast[] {
  return datesFrom(now).map((date) => {
    const temperatureC = randomInteger(-20, 54)
    return {
      date,
      temperatureC,
      temperatureF: 32 + Math.trunc(temperatureC / 0.5556),
      summary: SUMMARIES[randomInteger(0, SUMMARIES.length - 1)] ?? null,
    }
  })
}

/**
 * Removes a day from the forecast.
 * @param removed the days that were removed before; gets the date, and loses the days that no forecast has any more
 * @returns false if the forecast does not have this day
 */
export function removeDay(removed: Set<string>, date: string, now: Date): boolean {
  const dates = datesFrom(now)
  if (!dates.includes(date) || removed.has(date)) return false
  for (const old of removed) if (!dates.includes(old)) removed.delete(old)
  removed.add(date)
  return true
}

/** Whether a text is a date of the calendar, as `2030-01-31`. */
export function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

function datesFrom(now: Date): string[] {
  return Array.from({ length: DAYS }, (_, index) =>
    new Date(now.getTime() + (index + 1) * DAY).toISOString().slice(0, 10),
  )
}

function randomInteger(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1))
}
