import { parties, type Party } from './step-words.ts'

// The middle of each of three columns, in percent.
const places = [16.67, 50, 83.33] as const
const line = 34

interface StepPictureProps {
  from: Party
  to: Party
  label: string
}

/** One row of the sequence diagram: the three lifelines, and an arrow from one to the next. */
export function StepPicture({ from, to, label }: StepPictureProps) {
  const [start, end] = [placeOf(from), placeOf(to)]
  const direction = end > start ? 1 : -1
  return (
    <svg className="step-picture" width="100%" height="100%" aria-hidden="true">
      {places.map((place) => (
        <line key={place} className="lifeline" x1={`${place}%`} x2={`${place}%`} y1={0} y2="100%" />
      ))}
      <g className="arrow">
        <line x1={`${start}%`} x2={`${end}%`} y1={line} y2={line} />
        <svg x={`${start}%`} y={line} overflow="visible">
          <circle r={4} />
        </svg>
        <svg x={`${end}%`} y={line} overflow="visible">
          <path d={`M${direction * -10} -5L0 0L${direction * -10} 5`} />
        </svg>
      </g>
      <text x={`${(start + end) / 2}%`} y={line - 10}>
        {label}
      </text>
    </svg>
  )
}

function placeOf(party: Party): number {
  return places[parties.indexOf(party)] ?? places[1]
}
