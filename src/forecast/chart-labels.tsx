import type { ScaleLinear, ScaleTime } from 'd3-scale'
import { type ChartPoint, meanOf } from './chart-points.ts'
import { dateLanguage, formatTick, formatWeekday } from './format-day.ts'
import { formatDegrees } from './temperature.ts'

interface Scales {
  x: ScaleTime<number, number>
  y: ScaleLinear<number, number>
  height: number
}

interface PointLabelsProps extends Scales {
  points: ChartPoint[]
}

/** For few points: each with its degrees and its weekday. */
export function PointLabels({ points, x, y, height }: PointLabelsProps) {
  return points.map((point) => {
    const degrees = meanOf(point)
    return (
      <g key={point.time} className="point" transform={`translate(${x(point.time)} 0)`}>
        <circle cy={y(degrees)} r={4.5} />
        <text y={y(degrees) - 14}>{formatDegrees(degrees)}°</text>
        <text className="axis" y={height - 12} lang={dateLanguage}>
          {formatWeekday(new Date(point.time).toISOString())}
        </text>
      </g>
    )
  })
}

interface ChartAxesProps extends Scales {
  width: number
}

/** For many points: a few dates and a few degrees. */
export function ChartAxes({ x, y, width, height }: ChartAxesProps) {
  const [start = new Date(0), end = start] = x.domain()
  return (
    <g className="axes">
      {y.ticks(5).map((degrees) => (
        <g key={degrees} transform={`translate(0 ${y(degrees)})`}>
          <line x1={40} x2={width} />
          <text x={30} dy="0.35em" className="degrees">
            {formatDegrees(degrees)}°
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

/** @param count about how many dates there is room for; two at least, for one alone says nothing about a span */
function ticksFor(x: ScaleTime<number, number>, count: number): Date[] {
  const few = x.ticks(Math.max(count, 2))
  return few.length < 2 ? x.ticks(4) : few
}
