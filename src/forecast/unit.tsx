import { useState } from 'react'
import { storageName } from '../config/app.ts'
import { dateLanguage } from './dates.ts'
import { type Unit, unitSymbols } from './temperature.ts'

// Local storage, not session storage: the choice says nothing about who the user is, outlives the session and is the same
// in every tab.
const storageKey = storageName('unit')

/** The unit that the user chose, or the usual one of their region, and a function to choose another. */
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

/** Stores the choice. Where the browser blocks storage, it lasts until the user leaves the page. */
function rememberUnit(unit: Unit): void {
  try {
    localStorage.setItem(storageKey, unit)
  } catch {
    // A preference is never worth an error.
  }
}

// Unicode CLDR, unitPreferenceData for temperature in weather.
const fahrenheitRegions = new Set(['BS', 'BZ', 'KY', 'PR', 'PW', 'US'])

/**
 * The unit that is usual in a region.
 * @param language a BCP 47 tag; without a region in it, the likely one of the language decides. For anything else, the
 *   language of the dates does
 */
export function usualUnit(language: string): Unit {
  const { region } = localeOf(language).maximize()
  return fahrenheitRegions.has(region ?? '') ? 'fahrenheit' : 'celsius'
}

// `navigator.language` is what the system is set to, which may be no tag: `C`, `en-US@posix`, `en-US.UTF-8`.
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

/** Switches the page between °C and °F. The table always shows both. */
export function UnitSwitch({ unit: chosen, onChange }: UnitSwitchProps) {
  return (
    <fieldset className="units">
      <legend className="visually-hidden">Unit of temperature</legend>
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
