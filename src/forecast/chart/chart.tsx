import { lazy, Suspense } from 'react'
import type { ForecastEntry } from '../forecast.ts'
import type { Unit } from '../temperature.ts'
import './chart.css'

// In a chunk of its own, loaded after the rows. When a deployment has removed the chunk, the place stays empty: the table
// has every number.
const TemperatureChart = lazy(() =>
  import('./temperature-chart.tsx').then(
    (chart) => ({ default: chart.TemperatureChart }),
    () => ({ default: () => <></> }),
  ),
)

interface ChartProps {
  /** Earliest first. */
  entries: readonly ForecastEntry[]
  unit: Unit
}

/** The temperatures as a curve beside the table, from two entries on. */
export function Chart({ entries, unit }: ChartProps) {
  if (entries.length < 2) return null
  return (
    <figure className="chart">
      <figcaption>Temperature</figcaption>
      <div className="plot">
        <Suspense>
          <TemperatureChart entries={entries} unit={unit} />
        </Suspense>
      </div>
    </figure>
  )
}
