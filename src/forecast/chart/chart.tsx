import { lazy, Suspense, useDeferredValue } from 'react'
import type { ForecastEntry } from '../forecast.ts'
import type { Unit } from '../temperature.ts'
import './chart.css'

// A chunk of its own, loaded after the table. If it cannot be loaded, the chart stays empty: the table shows all numbers.
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

/** The temperatures as a curve. Needs at least two entries. */
export function Chart({ entries, unit }: ChartProps) {
  const isFilled = useDeferredValue(true, false)
  if (entries.length < 2) return null
  return (
    <figure className="chart">
      <figcaption>Temperature</figcaption>
      <div className="plot">
        <Suspense>{isFilled && <TemperatureChart entries={entries} unit={unit} />}</Suspense>
      </div>
    </figure>
  )
}
