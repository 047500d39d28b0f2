/** Milliseconds, kilobytes or counts, as each name says. */
export type Measurements = Record<string, number>

/** The measurements of one app, one per round. */
export type Rounds = readonly Measurements[]

/** How many times longer (or larger) something is than the same of another app. */
export interface Ratio {
  median: number
  /** Contains the true median with at least 95 % confidence. */
  interval: readonly [least: number, most: number]
}

/** @returns the values of one measurement, one per round */
export function valuesOf(what: string, rounds: Rounds): number[] {
  return rounds.map((round) => round[what] ?? Number.NaN)
}

/**
 * Compares two apps round by round: what slows one of them down usually slows both.
 * @throws {Error} when one of them lacks the measurement
 */
export function compare(what: string, app: Rounds, other: Rounds): Ratio {
  const others = valuesOf(what, other)
  const ratios = valuesOf(what, app).map((value, round) => ratio(value, others[round] ?? NaN))
  if (ratios.some(Number.isNaN)) throw new Error(`Not in every round: ${what}`)
  return { median: median(ratios), interval: intervalOfMedian(ratios) }
}

function ratio(value: number, other: number): number {
  return value === other ? 1 : value / other
}

export function median(values: readonly number[]): number {
  const sorted = ascending(values)
  const middle = (sorted.length - 1) / 2
  const [low = NaN, high = NaN] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]]
  return (low + high) / 2
}

/**
 * The 95 % confidence interval of a median, without an assumption about the distribution: how many values lie below the true
 * median is binomial with probability 1/2 (Conover, Practical Nonparametric Statistics, §3.2).
 * @returns everything, if there are fewer than six values
 */
export function intervalOfMedian(values: readonly number[]): readonly [number, number] {
  const sorted = ascending(values)
  const { length } = sorted
  let tail = 0.5 ** length
  let term = tail
  let left = -1
  while (2 * tail <= 0.05) {
    left += 1
    term *= (length - left) / (left + 1)
    tail += term
  }
  return [sorted[left] ?? -Infinity, sorted[length - 1 - left] ?? Infinity]
}

function ascending(values: readonly number[]): number[] {
  return values.toSorted((one, other) => one - other)
}
