import { useState } from 'react'
import { recallPreference, rememberPreference } from '../config/preferences.ts'
import type { Unit } from './temperature.ts'

/** The unit that the reader chose, or that is usual where they are, and how to change it. */
export function useUnit(): [Unit, (unit: Unit) => void] {
  const [unit, setUnit] = useState(() => chosenUnit() ?? usualUnit(navigator.language))
  const choose = (next: Unit) => {
    rememberPreference('unit', next)
    setUnit(next)
  }
  return [unit, choose]
}

function chosenUnit(): Unit | undefined {
  const chosen = recallPreference('unit')
  return chosen === 'celsius' || chosen === 'fahrenheit' ? chosen : undefined
}

// Unicode CLDR, unitPreferenceData for temperature in weather.
const fahrenheitRegions = new Set(['BS', 'BZ', 'KY', 'PR', 'PW', 'US'])

/** @param language a BCP 47 tag; its likely region decides when it names none */
export function usualUnit(language: string): Unit {
  const { region } = new Intl.Locale(language).maximize()
  return fahrenheitRegions.has(region ?? '') ? 'fahrenheit' : 'celsius'
}
