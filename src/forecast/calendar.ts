import type { ForecastEntry } from './forecast.ts'

const dayLength = 24 * 60 * 60 * 1000

/** The reader's calendar day at a moment, as `YYYY-MM-DD`. */
export function calendarDay(moment: Date): string {
  const [year, month, day] = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()]
  return [year, month, day].map((part) => String(part).padStart(2, '0')).join('-')
}

/** How many days lie between two calendar days; negative when the second comes first. */
export function daysBetween(first: string, second: string): number {
  return (Date.parse(second) - Date.parse(first)) / dayLength
}

/** @returns the same entries, earliest first; those of one day in the order of the API */
export function inOrder(entries: readonly ForecastEntry[]): ForecastEntry[] {
  return entries.toSorted((a, b) => (a.date < b.date ? -1 : Number(a.date > b.date)))
}

/**
 * What to show at a glance: the first entry that is not past, then those of the days after it. A forecast that lies in the
 * past altogether is shown from its start.
 * @param sorted earliest first
 * @param today the reader's calendar day
 */
export function atAGlance(
  sorted: readonly ForecastEntry[],
  today: string,
  days: number,
): ForecastEntry[] {
  const next = sorted.findIndex(({ date }) => date >= today)
  return sorted.slice(Math.max(next, 0)).filter(isFirstOfItsDay).slice(0, days)
}

function isFirstOfItsDay(entry: ForecastEntry, index: number, all: readonly ForecastEntry[]) {
  return entry.date !== all[index - 1]?.date
}
