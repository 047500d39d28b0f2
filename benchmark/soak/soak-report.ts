import type { CycleResult } from './run-cycle.ts'

/** What many cycles showed, in figures. */
export interface SoakReport {
  cycles: number
  renewals: number
  /** Each with the seed that plays it again, and what happened. */
  deadEnds: string[]
  mostRedirectsPerLoad: number
  mostRedirectsInARow: number
  leaks: string[]
  faults: string[]
  signOutsElsewhere: number
  /** Milliseconds within which 95 of 100 sign-outs had reached the other tab. */
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
