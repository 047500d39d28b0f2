import { useRef } from 'react'
import { useSearchParams } from 'react-router'
import type { ForecastEntry } from './forecast.ts'
import { ForecastTable } from './forecast-table.tsx'
import { pageLengthOf, TablePages } from './table-pages.tsx'
import type { Unit } from './temperature.ts'

interface DayByDayProps {
  /** In the order of the API. */
  entries: readonly ForecastEntry[]
  unit: Unit
}

/** The whole forecast as a table. */
export function DayByDay({ entries, unit }: DayByDayProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const [search, setSearch] = useSearchParams()
  const length = pageLengthOf(entries.length)
  const page = readPage(search.get('page'), Math.ceil(entries.length / length))
  const offset = page * length
  const goTo = (next: number) => {
    // In the address, so that it is the same page after a reload, a sign-in, or Back.
    setSearch((asked) => {
      asked.set('page', String(next + 1))
      return asked
    })
    // Begin to read where the page begins.
    heading.current?.scrollIntoView()
  }
  return (
    <div>
      <h2 id="day-by-day" ref={heading}>
        Forecast, day by day
      </h2>
      <ForecastTable
        entries={entries.slice(offset, offset + length)}
        page={{ offset, total: entries.length }}
        unit={unit}
        labelledBy="day-by-day"
      />
      <TablePages entries={entries} page={page} onChange={goTo} />
    </div>
  )
}

/** @returns the page that the address asks for, from 0; there may be fewer of them by now */
function readPage(asked: string | null, pages: number): number {
  const page = Number(asked ?? 1)
  return Number.isInteger(page) ? Math.min(Math.max(page, 1), pages) - 1 : 0
}
