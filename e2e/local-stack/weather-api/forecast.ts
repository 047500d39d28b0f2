import type { Clock } from '../clock.ts'

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

/** Five days from tomorrow, with weather as random as the template's. */
export function randomForecast(clock: Clock): WeatherForecast[] {
  return Array.from({ length: DAYS }, (_, index) => {
    const temperatureC = randomInteger(-20, 54)
    return {
      date: new Date((clock.now() + (index + 1) * DAY_SECONDS) * 1000).toISOString().slice(0, 10),
      temperatureC,
      temperatureF: 32 + Math.trunc(temperatureC / 0.5556),
      summary: SUMMARIES[randomInteger(0, SUMMARIES.length - 1)] ?? null,
    }
  })
}

function randomInteger(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1))
}
