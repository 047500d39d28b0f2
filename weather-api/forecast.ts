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
  return Array.from({ length: DAYS }, (_, index) => {
    const temperatureC = randomInteger(-20, 54)
    return {
      date: new Date(now.getTime() + (index + 1) * DAY).toISOString().slice(0, 10),
      temperatureC,
      temperatureF: 32 + Math.trunc(temperatureC / 0.5556),
      summary: SUMMARIES[randomInteger(0, SUMMARIES.length - 1)] ?? null,
    }
  })
}

function randomInteger(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1))
}
