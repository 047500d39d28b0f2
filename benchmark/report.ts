import { isLeg } from './legs.ts'
import type { Line } from './summary.ts'
import type { Measurements } from './measurements.ts'

/** What a run leaves behind. */
export interface Run {
  /** ISO 8601. */
  at: string
  node: string
  browser: string
  repeats: number
  /** How many times slower than the machine the processor was. */
  slowdown: number
  lines: Line[]
  /** How the app alone, and beside it the reference, grow with the work. */
  growth: Record<string, Measurements>
}

/** @returns the comparison as a table of Markdown */
export function comparisonTable(lines: readonly Line[], before?: Run): string {
  const wholes = lines.filter(({ what }) => !isLeg(what))
  const rows = wholes.map(({ what, app, reference, ratio, spread }) => {
    const last = before?.lines.find((line) => line.what === what)?.ratio
    const spreadText = spread.map((value) => value.toFixed(2)).join('–')
    return [
      what,
      round(app),
      round(reference),
      ratio.toFixed(2),
      spreadText,
      last?.toFixed(2) ?? '',
    ]
  })
  return table(['', 'app', 'reference', 'ratio', 'middle half', 'last recorded'], rows)
}

/** @returns where the time goes: each leg of the ways to the rows, in milliseconds */
export function legTable(lines: readonly Line[]): string {
  const rows = lines
    .filter(({ what }) => isLeg(what))
    .map(({ what, app, reference }) => [
      what,
      app.toFixed(0),
      reference.toFixed(0),
      (app - reference).toFixed(0),
    ])
  return table(['ms', 'app', 'reference', 'difference'], rows)
}

/** @returns how the work grows, a line for each measurement */
export function growthTable(growth: Run['growth']): string {
  const columns = Object.keys(growth)
  const names = new Set(Object.values(growth).flatMap((measured) => Object.keys(measured)))
  const rows = [...names].map((name) => [
    name,
    ...columns.map((column) => round(growth[column]?.[name])),
  ])
  return table(['', ...columns], rows)
}

function round(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return ''
  return value >= 100 ? value.toFixed(0) : String(Number(value.toFixed(2)))
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = widths.map((width) => '-'.repeat(width))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}
