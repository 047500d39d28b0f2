import type { Unit, Warmth } from './temperature.ts'

// The middle of each band of `warmthOf`, in °C.
const stops: readonly [number, Warmth][] = [
  [-5, 'freezing'],
  [5, 'cold'],
  [15, 'mild'],
  [25, 'warm'],
  [35, 'hot'],
]

interface WarmthGradientProps {
  /** Where a number of degrees lies, in pixels from the top. */
  y: (degrees: number) => number
  unit: Unit
}

/** Paints the curve by how warm it is: the colour belongs to the degrees, not to the place. */
export function WarmthGradient({ y, unit }: WarmthGradientProps) {
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
