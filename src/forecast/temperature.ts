import type { ForecastEntry } from './forecast.ts'

export type Unit = 'celsius' | 'fahrenheit'

export const unitSymbols: Readonly<Record<Unit, string>> = { celsius: '°C', fahrenheit: '°F' }

/** The temperature of an entry in degrees of a unit, as the API gave it. */
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

/** The same to a tenth, for reading: `−3.5`. */
export function formatTemperature(degrees: number): string {
  return tenths.format(degrees).replace('-', '−')
}

export type Warmth = 'freezing' | 'cold' | 'mild' | 'warm' | 'hot'

const upperBounds: readonly [number, Warmth][] = [
  [0, 'freezing'],
  [10, 'cold'],
  [20, 'mild'],
  [30, 'warm'],
]

/** The band of colour that a temperature is shown in; never the only thing that tells it. */
export function warmthOf({ temperatureC }: ForecastEntry): Warmth {
  return upperBounds.find(([bound]) => temperatureC < bound)?.[1] ?? 'hot'
}
