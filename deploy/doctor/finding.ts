/** The result of one check. */
export interface Finding {
  /** Stable name for `--json`, e.g. `redirect-uri`. */
  check: string
  /** What was checked. */
  subject: string
  /** `advice` breaks nothing; `skipped` could not be checked. */
  outcome: 'good' | 'bad' | 'advice' | 'skipped'
  problem?: string
  fix?: string
}

/** Makes the possible findings of a check. */
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

const marks = { good: '✔', bad: '✘', advice: '!', skipped: '–' } as const

/** @returns one line per finding, and a summary */
export function describeFindings(findings: readonly Finding[]): string {
  return [...findings.map(describe), '', summary(findings)].join('\n')
}

export function hasFault(findings: readonly Finding[]): boolean {
  return findings.some(({ outcome }) => outcome === 'bad')
}

function describe({ outcome, subject, problem, fix }: Finding): string {
  const words = [problem && `: ${problem}`, fix && ` → ${fix}`].filter(Boolean).join('')
  return `${marks[outcome]} ${subject}${words}`
}

function summary(findings: readonly Finding[]): string {
  const count = findings.filter(({ outcome }) => outcome === 'bad').length
  if (count === 0) return 'No problems found.'
  return count === 1 ? '1 problem found.' : `${count} problems found.`
}
