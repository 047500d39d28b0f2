import { lazy, memo, Suspense, useDeferredValue } from 'react'
import type { ForecastEntry } from '../forecast.ts'
import type { Unit } from '../temperature.ts'
import './chart.css'

// A chunk of its own, loaded after the table. If it cannot be loaded, the chart stays empty: the table shows all numbers.
const TemperatureChart = memo(
  lazy(() =>
    import('./temperature-chart.tsx').then(
      (chart) => ({ default: chart.TemperatureChart }),
      () => ({ default: () => <></> }),
    ),
  ),
)

interface ChartProps {
  /** Earliest first. */
  entries: readonly ForecastEntry[]
  unit: Unit
}

const none: readonly ForecastEntry[] = []

/** The temperatures as a curve, a frame after the table. Needs at least two entries. */
export function Chart({ entries, unit }: ChartProps) {
  const shown = useDeferredValue(entries, none)
  if (entries.length < 2) return null
  return (
    <figure className="chart">
      <figcaption>Temperature</figcaption>
      <div className="plot">
        <Suspense>{shown.length > 1 && <TemperatureChart entries={shown} unit={unit} />}</Suspense>
      </div>
    </figure>
  )
}
