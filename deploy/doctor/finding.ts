/** What one look at a deployment came to. */
export interface Finding {
  /** Stable name for `--json`, e.g. `redirect-uri`. */
  check: string
  /** What was looked at. */
  subject: string
  /** `advice` is worth knowing and breaks nothing; `skipped` could not be looked at. */
  outcome: 'good' | 'bad' | 'advice' | 'skipped'
  problem?: string
  fix?: string
}

/** Names what is looked at once, for all that can come of it. */
export function examine(check: string, subject: string) {
  return {
    good: (): Finding => ({ check, subject, outcome: 'good' }),
    bad: (problem: string, fix: string): Finding => ({
      check,
      subject,
      outcome: 'bad',
      problem,
      fix,
    }),
    advice: (problem: string, fix: string): Finding => ({
      check,
      subject,
      outcome: 'advice',
      problem,
      fix,
    }),
    skipped: (problem: string): Finding => ({ check, subject, outcome: 'skipped', problem }),
  }
}

export type Examination = ReturnType<typeof examine>
