import type { ForecastEntry } from '../forecast.ts'
import { temperatureIn, type Unit } from '../temperature.ts'

/** What the chart draws at one place: one entry, or several that would overlap. */
export interface ChartPoint {
  /** Milliseconds since the epoch. */
  time: number
  lowest: number
  highest: number
  sum: number
  count: number
}

/**
 * Thins a forecast to the points that the eye can tell apart. Entries that share a day, or a column when there are more
 * entries than columns, become one point that keeps their extremes.
 * @param entries earliest first, at least one
 * @param columns how many points there is room for
 */
export function chartPoints(
  entries: readonly ForecastEntry[],
  unit: Unit,
  columns: number,
): ChartPoint[] {
  const times = entries.map(({ date }) => Date.parse(date))
  const [first = 0, last = first] = [times[0], times.at(-1)]
  const width = entries.length > columns ? Math.max((last - first) / columns, 1) : 1
  const lastColumn = entries.length > columns ? columns - 1 : Infinity
  const points = new Map<number, ChartPoint>()
  for (const [index, entry] of entries.entries()) {
    const time = times[index] ?? 0
    // The last entry lies at the end of the last column, not in a column of its own.
    const column = Math.min(Math.floor((time - first) / width), lastColumn)
    add(points, column, time, temperatureIn(unit, entry))
  }
  return [...points.values()]
}

function add(points: Map<number, ChartPoint>, column: number, time: number, degrees: number) {
  const point = points.get(column)
  if (!point) {
    points.set(column, { time, lowest: degrees, highest: degrees, sum: degrees, count: 1 })
    return
  }
  point.lowest = Math.min(point.lowest, degrees)
  point.highest = Math.max(point.highest, degrees)
  point.sum += degrees
  point.count += 1
}

/** The mean temperature of the entries in a point. */
export function meanOf({ sum, count }: ChartPoint): number {
  return sum / count
}
