import type { Line } from './summary.ts'

/** What must not be exceeded. */
export interface Budget {
  what: string
  /** Of the app beside the reference, or of the app alone. */
  of: 'ratio' | 'app'
  most: number
}

export const budgets: readonly Budget[] = [
  { what: 'cold: first paint', of: 'ratio', most: 1.1 },
  { what: 'cold: "Sign in" usable', of: 'ratio', most: 1.1 },
  { what: 'click → rows', of: 'ratio', most: 1.1 },
  { what: 'reload → rows', of: 'ratio', most: 1.1 },
  { what: 'expired → rows', of: 'ratio', most: 1.1 },
  // The chart's script is the last.
  { what: 'click: requests', of: 'app', most: 6 },
  { what: 'reload: requests', of: 'app', most: 3 },
  { what: 'expired: requests', of: 'app', most: 4 },
  { what: '10000 entries: ms of script', of: 'app', most: 200 },
  { what: '10000 entries: longest task while scrolling', of: 'app', most: 50 },
]

/** What a budget looks at: a line of the comparison, or of the app alone. */
export type Measured = Pick<Line, 'what' | 'app'> & Partial<Pick<Line, 'ratio'>>

/** @returns a sentence for each budget that was missed */
export function findMissed(lines: readonly Measured[]): string[] {
  return budgets.flatMap(({ what, of, most }) => {
    const value = lines.find((line) => line.what === what)?.[of]
    if (value === undefined || value <= most) return []
    return `${what}: ${value.toFixed(2)}, and ${most} is allowed (${of === 'ratio' ? 'times the reference' : 'the app alone'}).`
  })
}
