import type { ContestantName } from './contestants.ts'
import type { Measurements } from './measurements.ts'

export type Trials = Record<ContestantName, Measurements[]>

/** One line of the result. */
export interface Line {
  what: string
  app: number
  reference: number
  /** How many times longer the app takes: the median over the pairs that ran one after the other. */
  ratio: number
  /** The middle half of the ratios lies between these. */
  spread: [number, number]
}

/** Compares what both have measured, pair by pair: what disturbs one trial disturbs its neighbour too. */
export function summarise({ app, reference }: Trials): Line[] {
  const names = Object.keys(app[0] ?? {}).filter((name) => reference[0]?.[name] !== undefined)
  return names.map((what) => {
    const read = (trials: Measurements[]) => trials.map((trial) => trial[what] ?? Number.NaN)
    const others = read(reference)
    const pairs = read(app).map((value, index) => ratio(value, others[index] ?? Number.NaN))
    const ratios = pairs.filter(Number.isFinite)
    return {
      what,
      app: quantile(read(app), 0.5),
      reference: quantile(others, 0.5),
      ratio: quantile(ratios, 0.5),
      spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    }
  })
}

// Nothing is as long as nothing.
function ratio(value: number, other: number): number {
  return value === other ? 1 : value / other
}

/** @param part 0 for the least, 0.5 for the median, 1 for the greatest */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  const place = (sorted.length - 1) * part
  const [below = Number.NaN, above = below] = sorted.slice(Math.floor(place))
  return below + (above - below) * (place % 1)
}
