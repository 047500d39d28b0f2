import type { Clock } from '../local-entra/clock.ts'

/** One day, as ASP.NET's template answers it. */
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
const DAY_SECONDS = 24 * 60 * 60

/**
 * Five days from tomorrow, with weather as random as the template's.
 *
 * @param dateTimes whether dates are full date-times with an offset, as .NET 6 wrote them
 */
export function forecastToday(clock: Clock, dateTimes: boolean): WeatherForecast[] {
  return Array.from({ length: DAYS }, (_, index) => {
    const temperatureC = randomInteger(-20, 54)
    return {
      date: dateOf(clock.now() + (index + 1) * DAY_SECONDS, dateTimes),
      temperatureC,
      temperatureF: 32 + Math.trunc(temperatureC / 0.5556),
      summary: SUMMARIES[randomInteger(0, SUMMARIES.length - 1)] ?? null,
    }
  })
}

function dateOf(seconds: number, dateTimes: boolean): string {
  const iso = new Date(seconds * 1000).toISOString()
  return dateTimes ? iso.replace('Z', '4567+00:00') : iso.slice(0, 10)
}

function randomInteger(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1))
}
