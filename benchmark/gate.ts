import { compare, median, type Measurements, type Rounds, valuesOf } from './statistics.ts'
import { eagerKilobytes, waits } from './visit.ts'

/** Most that the app may have, in medians. */
const limits: Readonly<Record<string, number>> = {
  // Two load the pages of the app, which not every visitor needs, and the last is for the chart.
  [`${waits.click}: requests`]: 8,
  [`${waits.reload}: requests`]: 3,
  [`${waits.expired}: requests`]: 4,
  '10000 entries: ms of script': 200,
  '10000 entries: longest task while scrolling': 50,
}

/** How many kB more than the peer a cold visit may fetch. */
const extraKilobytes = 40

/**
 * The app must not be slower than the peer: for no wait may the whole interval of the ratio lie above 1.
 * @returns a sentence for each failure
 */
export function findSlower(app: Rounds, peer: Rounds): string[] {
  const slower = Object.values(waits).flatMap((what) => {
    const { median: ratio, interval } = compare(what, app, peer)
    const [least] = interval
    if (least <= 1) return []
    return `${what}: takes ${ratio.toFixed(2)} times as long as the peer (at least ${least.toFixed(2)}).`
  })
  const own = median(valuesOf(eagerKilobytes, app))
  const limit = median(valuesOf(eagerKilobytes, peer)) + extraKilobytes
  if (own <= limit) return slower
  return [...slower, `${eagerKilobytes}: ${own.toFixed(0)}, and the limit is ${limit.toFixed(0)}.`]
}

/** @returns a sentence for each limit that the app exceeds */
export function findExceeded(medians: Measurements): string[] {
  return Object.entries(limits).flatMap(([what, limit]) => {
    const value = medians[what]
    if (value === undefined || value <= limit) return []
    return `${what}: ${value.toFixed(0)}, and the limit is ${limit}.`
  })
}
