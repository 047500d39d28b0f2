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

const marks = { good: '✔', bad: '✘', advice: '!', skipped: '–' } as const

/** @returns one line per finding, and one that counts */
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
  if (count === 0) return 'Nothing is wrong.'
  return count === 1 ? 'One thing is wrong.' : `${count} things are wrong.`
}
