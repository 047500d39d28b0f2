import { useState } from 'react'
import { storageName } from '../config/app.ts'
import { dateLanguage } from './dates.ts'
import { type Unit, unitSymbols } from './temperature.ts'

// In local storage, because the choice outlives the session, applies to every tab and is not about the account.
const storageKey = storageName('unit')

/** The chosen unit, or the usual one of the user's region, and a function to change it. */
export function useUnit(): [Unit, (unit: Unit) => void] {
  const [unit, setUnit] = useState(() => recallUnit() ?? usualUnit(navigator.language))
  const choose = (next: Unit) => {
    rememberUnit(next)
    setUnit(next)
  }
  return [unit, choose]
}

/** @returns undefined when no unit was chosen, or the browser blocks storage */
function recallUnit(): Unit | undefined {
  try {
    const chosen = localStorage.getItem(storageKey)
    return chosen === 'celsius' || chosen === 'fahrenheit' ? chosen : undefined
  } catch {
    return undefined
  }
}

/** If the browser blocks storage, the choice lasts until the page is left. */
function rememberUnit(unit: Unit): void {
  try {
    localStorage.setItem(storageKey, unit)
  } catch {
    // Losing the choice does not justify an error.
  }
}

// Unicode CLDR, unitPreferenceData for temperature in weather.
const fahrenheitRegions = new Set(['BS', 'BZ', 'KY', 'PR', 'PW', 'US'])

/**
 * The usual unit in the region of a language.
 * @param language a BCP 47 tag. Without a region, the likely region of the language counts. For an invalid tag, the language
 *   of the dates counts
 */
export function usualUnit(language: string): Unit {
  const { region } = localeOf(language).maximize()
  return fahrenheitRegions.has(region ?? '') ? 'fahrenheit' : 'celsius'
}

// `navigator.language` may be a system locale, which is not a valid tag: `C`, `en-US@posix`, `en-US.UTF-8`.
function localeOf(language: string): Intl.Locale {
  try {
    return new Intl.Locale(language)
  } catch {
    return new Intl.Locale(dateLanguage)
  }
}

const units = [
  { unit: 'celsius', name: 'Celsius' },
  { unit: 'fahrenheit', name: 'Fahrenheit' },
] as const

interface UnitSwitchProps {
  unit: Unit
  onChange: (unit: Unit) => void
}

/** Switches between °C and °F. The table always shows both. */
export function UnitSwitch({ unit: chosen, onChange }: UnitSwitchProps) {
  return (
    <fieldset className="units">
      <legend className="visually-hidden">Temperature unit</legend>
      {units.map(({ unit, name }) => (
        <label key={unit} translate="no">
          <input
            type="radio"
            name="unit"
            checked={unit === chosen}
            onChange={() => onChange(unit)}
          />
          {unitSymbols[unit]} <span className="visually-hidden">{name}</span>
        </label>
      ))}
    </fieldset>
  )
}
