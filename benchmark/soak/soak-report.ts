import type { CycleResult } from './run-cycle.ts'

/** The results of many cycles. */
export interface SoakReport {
  cycles: number
  renewals: number
  /** Each with its seed, which repeats it, and its steps. */
  deadEnds: string[]
  mostRedirectsPerLoad: number
  mostRedirectsInARow: number
  leaks: string[]
  faults: string[]
  signOutsElsewhere: number
  /** Milliseconds until a sign-out had reached the other tab, in 95 % of all cases. */
  signOutP95: number
}

export function createReport(results: readonly CycleResult[]): SoakReport {
  const most = (values: number[]) => Math.max(0, ...values)
  const times = results.flatMap(({ signOutTimes }) => signOutTimes).toSorted((a, b) => a - b)
  return {
    cycles: results.length,
    renewals: results.reduce((sum, { renewals }) => sum + renewals, 0),
    deadEnds: results.flatMap(({ seed, story, deadEnd }) =>
      deadEnd === undefined ? [] : [`SOAK_SEED=${seed}: ${deadEnd}\n  ${story.join('\n  ')}`],
    ),
    mostRedirectsPerLoad: most(results.map(({ redirectsPerLoad }) => redirectsPerLoad)),
    mostRedirectsInARow: most(results.map(({ redirectsInARow }) => redirectsInARow)),
    leaks: results.flatMap(({ seed, leaks }) => leaks.map((leak) => `SOAK_SEED=${seed}: ${leak}`)),
    faults: results.flatMap(({ seed, faults }) =>
      faults.map((fault) => `SOAK_SEED=${seed}: ${fault}`),
    ),
    signOutsElsewhere: times.length,
    signOutP95: times[Math.ceil(times.length * 0.95) - 1] ?? 0,
  }
}
