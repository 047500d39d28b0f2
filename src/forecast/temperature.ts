import type { ForecastEntry } from './forecast.ts'

/** The unit that temperatures are shown in. */
export type Unit = 'celsius' | 'fahrenheit'

/** How each unit is written. */
export const unitSymbols: Readonly<Record<Unit, string>> = { celsius: '°C', fahrenheit: '°F' }

/** The temperature of an entry in a unit, as the API gave it. */
export function temperatureIn(unit: Unit, entry: ForecastEntry): number {
  return unit === 'celsius' ? entry.temperatureC : entry.temperatureF
}

const whole = new Intl.NumberFormat(undefined, {
  maximumFractionDigits: 0,
  signDisplay: 'negative',
})

/** Whole degrees for a glance, without a unit and with a real minus sign: `−4`. */
export function formatDegrees(degrees: number): string {
  return whole.format(degrees).replace('-', '−')
}

const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })

/** Degrees to a tenth, for the table: `−3.5`. */
export function formatTemperature(degrees: number): string {
  return tenths.format(degrees).replace('-', '−')
}

/** A band of temperatures with a colour of its own. */
export type Warmth = 'freezing' | 'cold' | 'mild' | 'warm' | 'hot'

const upperBounds: readonly [number, Warmth][] = [
  [0, 'freezing'],
  [10, 'cold'],
  [20, 'mild'],
  [30, 'warm'],
]

/** The band that colours a temperature; a number always stands beside the colour. */
export function warmthOf({ temperatureC }: ForecastEntry): Warmth {
  return upperBounds.find(([bound]) => temperatureC < bound)?.[1] ?? 'hot'
}
