import type { Finding } from './finding.ts'

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
