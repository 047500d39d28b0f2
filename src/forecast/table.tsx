import { memo, useRef } from 'react'
import { useSearchParams } from 'react-router'
import { dateLanguage, formatDateRange, formatTableDate } from './dates.ts'
import type { ForecastEntry } from './forecast.ts'
import { formatTemperature, type Unit } from './temperature.ts'

// A longer table has pages. It is not virtualized: each page is a plain table that can be read aloud, searched, copied and
// printed.
const pagedAbove = 1000
const pageLength = 100

interface DayByDayProps {
  /** In the order of the API. */
  entries: readonly ForecastEntry[]
  unit: Unit
}

/** The whole forecast as a table, with pages if it is long. */
export function DayByDay({ entries, unit }: DayByDayProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const [search, setSearch] = useSearchParams()
  const total = entries.length
  const length = total > pagedAbove ? pageLength : Math.max(total, 1)
  const pages = Math.ceil(total / length)
  const page = readPage(search.get('page'), pages)
  const offset = page * length
  const goTo = (next: number) => {
    // In the URL, so that a reload, a sign-in or Back keeps the page.
    setSearch((params) => {
      params.set('page', String(next + 1))
      return params
    })
    // Reading starts at the top of the new page.
    heading.current?.scrollIntoView()
  }
  return (
    <div>
      <h2 id="day-by-day" ref={heading}>
        Forecast, day by day
      </h2>
      <ForecastTable
        entries={entries}
        offset={offset}
        length={length}
        unit={unit}
        labelledBy="day-by-day"
      />
      {pages > 1 && <TablePages entries={entries} page={page} pages={pages} go={goTo} />}
    </div>
  )
}

/** The index of the page in the URL, limited to the existing pages. */
function readPage(param: string | null, pages: number): number {
  const page = Number(param ?? 1)
  return Number.isInteger(page) ? Math.min(Math.max(page, 1), pages) - 1 : 0
}

interface ForecastTableProps {
  /** Those of all pages. */
  entries: readonly ForecastEntry[]
  /** The number of entries on the pages before. */
  offset: number
  /** The number of entries on each page. */
  length: number
  /** The selected unit; the other one is shown in a lighter colour. */
  unit: Unit
  labelledBy: string
}

const ForecastTable = memo(function ForecastTable(props: ForecastTableProps) {
  const { entries, offset, length, unit, labelledBy } = props
  const total = entries.length
  const isPaged = total > length
  return (
    <table
      className="forecast"
      data-unit={unit}
      aria-labelledby={labelledBy}
      aria-rowcount={isPaged ? total + 1 : undefined}
    >
      <thead>
        <tr aria-rowindex={isPaged ? 1 : undefined}>
          <th scope="col">Date</th>
          <th scope="col" className="celsius">
            °C
          </th>
          <th scope="col" className="fahrenheit">
            °F
          </th>
          <th scope="col">Summary</th>
        </tr>
      </thead>
      <tbody>
        {entries.slice(offset, offset + length).map((entry, index) => (
          // The index is the key: entries have no id, and a date may occur more than once.
          <tr key={offset + index} aria-rowindex={isPaged ? offset + index + 2 : undefined}>
            <th scope="row">
              <time dateTime={entry.date} lang={dateLanguage}>
                {formatTableDate(entry.date)}
              </time>
            </th>
            <td className="celsius" translate="no">
              {formatTemperature(entry.temperatureC)}
            </td>
            <td className="fahrenheit" translate="no">
              {formatTemperature(entry.temperatureF)}
            </td>
            <td>{entry.summary ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
})

interface TablePagesProps {
  entries: readonly ForecastEntry[]
  page: number
  pages: number
  go: (page: number) => void
}

/** Buttons for the previous and the next page, and a list of all pages by their dates. */
function TablePages({ entries, page, pages, go }: TablePagesProps) {
  return (
    <nav className="table-pages" aria-label="Pages of the forecast">
      <PageButton label="Previous" to={page - 1} pages={pages} go={go} />
      <label>
        <span className="visually-hidden">Page</span>
        <select value={page} onChange={(event) => go(Number(event.target.value))}>
          {Array.from({ length: pages }, (_, index) => (
            <option key={index} value={index}>
              {rangeOf(entries, index)}
            </option>
          ))}
        </select>
      </label>
      <PageButton label="Next" to={page + 1} pages={pages} go={go} />
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
    // Not `disabled`: on the last page the button would lose the keyboard focus.
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
