import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter'

/** Prints a table of the journeys, with a column for each engine, when they have ended. */
export default class TableReporter implements Reporter {
  /** By journey, then by engine, the outcome of each repetition. */
  readonly #outcomes = new Map<string, Map<string, string[]>>()
  readonly #engines = new Map<string, string>()
  /** Why a journey fails that is expected to fail. */
  readonly #reasons: string[] = []

  onTestEnd(test: TestCase, { status, annotations }: TestResult): void {
    const engine = test.parent.project()?.name ?? ''
    const version = annotations.find(({ type }) => type === 'version')?.description
    this.#engines.set(engine, version ?? this.#engines.get(engine) ?? '')
    const row = this.#outcomes.get(test.title) ?? new Map<string, string[]>()
    row.set(engine, [...(row.get(engine) ?? []), this.#describe(test, status)])
    this.#outcomes.set(test.title, row)
  }

  onEnd(): void {
    const engines = [...this.#engines.keys()].toSorted()
    const columns = engines.map((engine) => `${engine} ${numberOf(this.#engines.get(engine))}`)
    const rows = [...this.#outcomes].map(([title, outcomes]) => [
      title,
      ...engines.map((engine) => summarize(outcomes.get(engine) ?? [])),
    ])
    console.log(`\n${toTable(['', ...columns.map((column) => column.trim())], rows)}\n`)
    for (const [index, reason] of this.#reasons.entries()) console.log(`${index + 1}. ${reason}`)
  }

  printsToStdio(): boolean {
    return false
  }

  #describe({ expectedStatus, annotations }: TestCase, status: TestResult['status']): string {
    const reason = annotations.find(({ type }) => type === 'fail')?.description
    if (status !== expectedStatus || status !== 'failed' || reason === undefined) return status
    if (!this.#reasons.includes(reason)) this.#reasons.push(reason)
    return `fails (${this.#reasons.indexOf(reason) + 1})`
  }
}

/** The main numbers of `Chrome/156.0.8078.108` and `2.50.6`. */
function numberOf(version = ''): string {
  return /\d+(?:\.\d+)?/.exec(version)?.[0] ?? ''
}

function summarize(outcomes: readonly string[]): string {
  const run = outcomes.filter((outcome) => outcome !== 'skipped')
  const [first = 'not installed'] = run
  if (new Set(run).size < 2) return run.length < 2 ? first : `${first} ${run.length} times`
  const passed = run.filter((outcome) => outcome === 'passed').length
  return `**${passed} of ${run.length} passed**`
}

function toTable(head: readonly string[], rows: readonly string[][]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[], fill = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`
  const rule = line(
    head.map(() => '-'),
    '-',
  )
  return [line(head), rule, ...rows.map((row) => line(row))].join('\n')
}
