import { type ScaleLinear, scaleLinear, type ScaleTime, scaleUtc } from 'd3-scale'
import { area, curveMonotoneX, line } from 'd3-shape'
import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { dateLanguage, formatFullDate, formatShortDate, formatWeekday } from '../dates.ts'
import type { ForecastEntry } from '../forecast.ts'
import {
  formatDegrees,
  temperatureIn,
  type Unit,
  unitSymbols,
  type Warmth,
} from '../temperature.ts'
import { type ChartPoint, chartPoints, meanOf } from './points.ts'

const height = 300
const labelledUpTo = 10

interface TemperatureChartProps {
  /** Earliest first, at least one. */
  entries: readonly ForecastEntry[]
  unit: Unit
}

/** The curve, with a text alternative of one sentence. The table shows all numbers. */
export function TemperatureChart({ entries, unit }: TemperatureChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const columns = Math.max(Math.floor(width / 3), 1)
  const points = useMemo(() => chartPoints(entries, unit, columns), [entries, unit, columns])
  return (
    <div ref={box} translate="no">
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

/** The current width of an element in CSS pixels; 0 before the first layout. */
function useWidth(element: RefObject<Element | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    if (!element.current) return undefined
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return width
}

/** The text alternative of the chart. */
function describeTemperatures(entries: readonly ForecastEntry[], unit: Unit): string {
  const [first, ...others] = entries
  if (!first) return ''
  let [lowest, highest] = [first, first]
  for (const entry of others) {
    if (entry.temperatureC < lowest.temperatureC) lowest = entry
    if (entry.temperatureC > highest.temperatureC) highest = entry
  }
  const describe = (entry: ForecastEntry) =>
    `${formatDegrees(temperatureIn(unit, entry))} ${unitSymbols[unit]} on ${formatFullDate(entry.date)}`
  if (others.length === 0) return `Chart with one temperature: ${describe(first)}.`
  return `Chart of ${entries.length} temperatures, from ${describe(lowest)} up to ${describe(highest)}.`
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
      {!isLabelled && <Axes {...scales} width={width} />}
      <path className="under" d={floor.curve(curveMonotoneX)(points) ?? ''} />
      {!isLabelled && <path className="range" d={range(points) ?? ''} />}
      <path className="curve" d={curve(points) ?? ''} />
      {isLabelled && <PointLabels {...scales} points={points} />}
    </>
  )
}

interface Scales {
  x: ScaleTime<number, number>
  y: ScaleLinear<number, number>
}

/** Leaves space around the curve for the labels of the points, or for the axes. */
function scalesFor(points: ChartPoint[], width: number, isLabelled: boolean): Scales {
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

/** Degrees and weekday of each point, if there are few points. */
function PointLabels({ points, x, y }: Scales & { points: ChartPoint[] }) {
  return points.map((point) => {
    const degrees = meanOf(point)
    return (
      <g key={point.time} className="point" transform={`translate(${x(point.time)} 0)`}>
        <circle cy={y(degrees)} r={4.5} />
        <text y={y(degrees) - 14}>{`${formatDegrees(degrees)}°`}</text>
        <text className="axis" y={height - 12} lang={dateLanguage}>
          {formatWeekday(new Date(point.time).toISOString())}
        </text>
      </g>
    )
  })
}

/** The axes, if there are many points. */
function Axes({ x, y, width }: Scales & { width: number }) {
  const [start = new Date(0), end = start] = x.domain()
  return (
    <g className="axes">
      {y.ticks(5).map((degrees) => (
        <g key={degrees} transform={`translate(0 ${y(degrees)})`}>
          <line x1={40} x2={width} />
          <text x={30} dy="0.35em" className="degrees">
            {`${formatDegrees(degrees)}°`}
          </text>
        </g>
      ))}
      {ticksFor(x, Math.floor(width / 120)).map((date) => (
        <text key={date.getTime()} x={x(date)} y={height - 12} lang={dateLanguage}>
          {formatTick(date, end.getTime() - start.getTime())}
        </text>
      ))}
    </g>
  )
}

/** @param count the approximate number of dates that fit; shows at least two, because one does not show a scale */
function ticksFor(x: ScaleTime<number, number>, count: number): Date[] {
  const few = x.ticks(Math.max(count, 2))
  return few.length < 2 ? x.ticks(4) : few
}

const month = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})
const year = new Intl.DateTimeFormat(undefined, { year: 'numeric', timeZone: 'UTC' })

/** @param span milliseconds from the start to the end of the axis */
function formatTick(date: Date, span: number): string {
  const days = span / 86_400_000
  if (days < 120) return formatShortDate(date.toISOString())
  return (days < 1500 ? month : year).format(date)
}

// The middle of each range of `warmthOf`, in °C.
const stops: readonly [number, Warmth][] = [
  [-5, 'freezing'],
  [5, 'cold'],
  [15, 'mild'],
  [25, 'warm'],
  [35, 'hot'],
]

interface WarmthGradientProps {
  /** The position of a temperature, in pixels from the top. */
  y: (degrees: number) => number
  unit: Unit
}

/** Colours the curve by temperature. */
function WarmthGradient({ y, unit }: WarmthGradientProps) {
  const place = (celsius: number) => y(unit === 'celsius' ? celsius : celsius * 1.8 + 32)
  const [bottom, top] = [place(-5), place(35)]
  return (
    <linearGradient
      id="warmth-gradient"
      gradientUnits="userSpaceOnUse"
      x1={0}
      x2={0}
      y1={bottom}
      y2={top}
    >
      {stops.map(([celsius, warmth]) => (
        <stop key={warmth} offset={(celsius + 5) / 40} data-warmth={warmth} />
      ))}
    </linearGradient>
  )
}
