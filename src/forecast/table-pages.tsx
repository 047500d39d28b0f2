import type { ForecastEntry } from './forecast.ts'
import { formatDateRange } from './format-day.ts'

// Up to here every entry is a row. Above, pages and not a window: each page is a plain table that can be read aloud,
// searched, copied and printed, and no scroll position decides what exists.
const pagedAbove = 1000
const pageLength = 100

/** @returns how many entries a page has; all of them when there are few enough */
export function pageLengthOf(total: number): number {
  return total > pagedAbove ? pageLength : Math.max(total, 1)
}

interface TablePagesProps {
  entries: readonly ForecastEntry[]
  page: number
  onChange: (page: number) => void
}

/** Steps through the pages of a long table, or jumps to one by its dates. */
export function TablePages({ entries, page, onChange }: TablePagesProps) {
  const pages = Math.ceil(entries.length / pageLengthOf(entries.length))
  if (pages <= 1) return null
  return (
    <nav className="table-pages" aria-label="Pages of the forecast">
      <PageButton label="Previous" to={page - 1} pages={pages} go={onChange} />
      <label>
        <span className="visually-hidden">Page</span>
        <select value={page} onChange={(event) => onChange(Number(event.target.value))}>
          {Array.from({ length: pages }, (_, index) => (
            <option key={index} value={index}>
              {rangeOf(entries, index)}
            </option>
          ))}
        </select>
      </label>
      <PageButton label="Next" to={page + 1} pages={pages} go={onChange} />
    </nav>
  )
}

interface PageButtonProps {
  label: string
  to: number
  pages: number
  go: (page: number) => void
}

function PageButton({ label, to, pages, go }: PageButtonProps) {
  const isOutside = to < 0 || to >= pages
  return (
    // Not `disabled`, which would throw the keyboard's focus away at the last page.
    <button
      type="button"
      className="quiet-button"
      aria-disabled={isOutside}
      onClick={() => !isOutside && go(to)}
    >
      {label}
    </button>
  )
}

function rangeOf(entries: readonly ForecastEntry[], page: number): string {
  const first = page * pageLength
  const [from, to] = [entries[first], entries[Math.min(first + pageLength, entries.length) - 1]]
  return from && to ? formatDateRange(from.date, to.date) : ''
}
