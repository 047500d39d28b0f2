import { isPhase } from './phases.ts'
import {
  compare,
  median,
  type Measurements,
  type Ratio,
  type Rounds,
  valuesOf,
} from './statistics.ts'
import { waits } from './visit.ts'

/** The rounds of each app, by its name. `app` is this one. */
export type Results = Readonly<Record<string, Rounds>>

/** @returns the medians of everything that was measured */
export function mediansOf(rounds: Rounds): Measurements {
  const names = Object.keys(rounds[0] ?? {})
  return Object.fromEntries(names.map((what) => [what, median(valuesOf(what, rounds))]))
}

/** @returns the waits as a Markdown table: the app's time, and its ratio to each other app's */
export function waitsTable(results: Results): string {
  const { app = [], ...others } = results
  const rows = Object.values(waits).map((what) => [
    what,
    ...Object.values(results).map((rounds) => describeTimes(valuesOf(what, rounds))),
    ...Object.values(others).map((rounds) => describeRatio(compare(what, app, rounds))),
  ])
  const times = Object.keys(results).map((name) => `${name}: median (best)`)
  const ratios = Object.keys(others).map((name) => `app ÷ ${name}`)
  return table(['ms', ...times, ...ratios], rows)
}

/** @returns the medians of the rest: requests and kilobytes, then the phases of each wait */
export function detailsTable(results: Results): string {
  const medians = Object.values(results).map(mediansOf)
  const names = new Set(medians.flatMap((measured) => Object.keys(measured)))
  const details = [...names].filter((name) => !Object.values<string>(waits).includes(name))
  const sorted = details.toSorted((one, other) => Number(isPhase(one)) - Number(isPhase(other)))
  const rows = sorted.map((name) => [name, ...medians.map((measured) => round(measured[name]))])
  return table(['medians', ...Object.keys(results)], rows)
}

/** @returns a Markdown table of single measurements, by the name of the app */
export function growthTable(growth: Readonly<Record<string, Measurements>>): string {
  const columns = Object.values(growth)
  const names = new Set(columns.flatMap((measured) => Object.keys(measured)))
  const rows = [...names].map((name) => [name, ...columns.map((measured) => round(measured[name]))])
  return table(['without slowdown', ...Object.keys(growth)], rows)
}

function describeTimes(values: readonly number[]): string {
  return `${round(median(values))} (${round(Math.min(...values))})`
}

function describeRatio({ median: ratio, interval: [least, most] }: Ratio): string {
  return `${ratio.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`
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
