import type { ForecastEntry } from '../forecast.ts'
import { temperatureIn, type Unit } from '../temperature.ts'

/** A point of the chart: one entry, or several that would overlap. */
export interface ChartPoint {
  /** Milliseconds since 1970. */
  time: number
  lowest: number
  highest: number
  sum: number
  count: number
}

/**
 * Reduces a forecast to the points that fit into the chart. Entries of the same day become one point with their lowest and
 * highest temperature. If there are more entries than columns, so do the entries of a column.
 * @param entries earliest first, at least one
 * @param columns the number of points that fit
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
    // The last entry belongs to the last column, not to another one after it.
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
