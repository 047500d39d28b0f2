import type { ForecastEntry } from './forecast.ts'
import { formatFullDate } from './format-day.ts'
import { formatDegrees, temperatureIn, type Unit, unitSymbols } from './temperature.ts'

/** What a chart of these entries shows, in one sentence; there is at least one. */
export function describeTemperatures(entries: readonly ForecastEntry[], unit: Unit): string {
  const [first, ...others] = entries
  if (!first) return ''
  let [lowest, highest] = [first, first]
  for (const entry of others) {
    if (entry.temperatureC < lowest.temperatureC) lowest = entry
    if (entry.temperatureC > highest.temperatureC) highest = entry
  }
  const words = (entry: ForecastEntry) =>
    `${formatDegrees(temperatureIn(unit, entry))} ${unitSymbols[unit]} on ${formatFullDate(entry.date)}`
  if (others.length === 0) return `Chart with one temperature: ${words(first)}.`
  return `Chart of ${entries.length} temperatures, from ${words(lowest)} up to ${words(highest)}.`
}
