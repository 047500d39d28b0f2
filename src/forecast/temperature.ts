import type { ForecastEntry } from './forecast.ts'

export type Unit = 'celsius' | 'fahrenheit'

export const unitSymbols: Readonly<Record<Unit, string>> = { celsius: '°C', fahrenheit: '°F' }

/** The temperature of an entry in a unit, as the API returns it. */
export function temperatureIn(unit: Unit, entry: ForecastEntry): number {
  return unit === 'celsius' ? entry.temperatureC : entry.temperatureF
}

const whole = new Intl.NumberFormat(undefined, {
  maximumFractionDigits: 0,
  signDisplay: 'negative',
})

/** Whole degrees without a unit, with a minus sign (U+2212): `−4`. */
export function formatDegrees(degrees: number): string {
  return whole.format(degrees).replace('-', '−')
}

const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })

/** Degrees with one decimal, for the table: `−3.5`. */
export function formatTemperature(degrees: number): string {
  return tenths.format(degrees).replace('-', '−')
}

/** A range of temperatures with its own colour. */
export type Warmth = 'freezing' | 'cold' | 'mild' | 'warm' | 'hot'

const upperBounds: readonly [number, Warmth][] = [
  [0, 'freezing'],
  [10, 'cold'],
  [20, 'mild'],
  [30, 'warm'],
]

/** The range of a temperature. Its colour is never the only information: the page shows the number with it. */
export function warmthOf({ temperatureC }: ForecastEntry): Warmth {
  return upperBounds.find(([bound]) => temperatureC < bound)?.[1] ?? 'hot'
}
