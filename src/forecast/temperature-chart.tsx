import { scaleLinear, scaleUtc } from 'd3-scale'
import { area, curveMonotoneX, line } from 'd3-shape'
import { useMemo, useRef } from 'react'
import { ChartAxes, PointLabels } from './chart-labels.tsx'
import { type ChartPoint, chartPoints, meanOf } from './chart-points.ts'
import type { ForecastEntry } from './forecast.ts'
import { describeTemperatures } from './describe-temperatures.ts'
import type { Unit } from './temperature.ts'
import { useWidth } from './use-width.ts'
import { WarmthGradient } from './warmth-gradient.tsx'

const height = 300
const labelledUpTo = 10

interface TemperatureChartProps {
  /** Earliest first, at least one. */
  entries: readonly ForecastEntry[]
  unit: Unit
}

/** The temperatures as a curve. It says in one sentence what it shows; the table has every number. */
export function TemperatureChart({ entries, unit }: TemperatureChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const columns = Math.max(Math.floor(width / 3), 1)
  const points = useMemo(() => chartPoints(entries, unit, columns), [entries, unit, columns])
  return (
    <div ref={box}>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={describeTemperatures(entries, unit)}
        >
          <Plot points={points} width={width} unit={unit} />
        </svg>
      )}
    </div>
  )
}

interface PlotProps {
  points: ChartPoint[]
  width: number
  unit: Unit
}

function Plot({ points, width, unit }: PlotProps) {
  const isLabelled = points.length <= labelledUpTo
  const scales = scalesFor(points, width, isLabelled)
  const x = (point: ChartPoint) => scales.x(point.time)
  const curve = line(x, (point) => scales.y(meanOf(point))).curve(curveMonotoneX)
  const range = area(
    x,
    ({ lowest }) => scales.y(lowest),
    ({ highest }) => scales.y(highest),
  )
  const floor = area(x, height - 40, (point: ChartPoint) => scales.y(meanOf(point)))
  return (
    <>
      <WarmthGradient y={scales.y} unit={unit} />
      {!isLabelled && <ChartAxes {...scales} width={width} height={height} />}
      <path className="under" d={floor.curve(curveMonotoneX)(points) ?? ''} />
      {!isLabelled && <path className="range" d={range(points) ?? ''} />}
      <path className="curve" d={curve(points) ?? ''} />
      {isLabelled && <PointLabels {...scales} points={points} height={height} />}
    </>
  )
}

/** Room around the curve: for the labels of its points, or for the axes. */
function scalesFor(points: ChartPoint[], width: number, isLabelled: boolean) {
  const times = points.map(({ time }) => time)
  const lowest = Math.min(...points.map((point) => point.lowest))
  const highest = Math.max(...points.map((point) => point.highest))
  const room = Math.max((highest - lowest) * 0.1, 1)
  const [left, right] = isLabelled ? [28, width - 28] : [40, width - 8]
  return {
    x: scaleUtc([times[0] ?? 0, times.at(-1) ?? 0], [left, right]),
    y: scaleLinear([lowest - room, highest + room], [height - 48, 36]),
  }
}
