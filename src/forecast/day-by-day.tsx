import { lazy, Suspense, useRef, useState } from 'react'
import type { ForecastEntry } from './forecast.ts'
import { ForecastTable } from './forecast-table.tsx'
import { pageLengthOf, TablePages } from './table-pages.tsx'
import type { Unit } from './temperature.ts'

// After the rows, in a chunk of its own. Should it be gone after a deployment, the table still says it all.
const TemperatureChart = lazy(() =>
  import('./temperature-chart.tsx').then(
    (chart) => ({ default: chart.TemperatureChart }),
    () => ({ default: () => <></> }),
  ),
)

interface DayByDayProps {
  /** As the API gave them. */
  entries: readonly ForecastEntry[]
  /** The same, earliest first. */
  sorted: readonly ForecastEntry[]
  unit: Unit
}

/** The whole forecast: a table to read and a chart beside it. */
export function DayByDay({ entries, sorted, unit }: DayByDayProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const [page, setPage] = useState(0)
  const goTo = (next: number) => {
    setPage(next)
    // Begin to read where the page begins.
    heading.current?.scrollIntoView()
  }
  const length = pageLengthOf(entries.length)
  // A refresh may have brought fewer entries.
  const shown = Math.min(page, Math.ceil(entries.length / length) - 1)
  const offset = shown * length
  return (
    <section className="day-by-day">
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
        <TablePages entries={entries} page={shown} onChange={goTo} />
      </div>
      {entries.length > 1 && (
        <figure className="chart">
          <figcaption>Temperature</figcaption>
          <div className="plot">
            <Suspense>
              <TemperatureChart entries={sorted} unit={unit} />
            </Suspense>
          </div>
        </figure>
      )}
    </section>
  )
}
