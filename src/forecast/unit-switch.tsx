import { type Unit, unitSymbols } from './temperature.ts'

interface UnitSwitchProps {
  unit: Unit
  onChange: (unit: Unit) => void
}

const units = [
  { unit: 'celsius', name: 'Celsius' },
  { unit: 'fahrenheit', name: 'Fahrenheit' },
] as const

/** °C or °F, for all that is shown at a glance. The table keeps both. */
export function UnitSwitch({ unit: chosen, onChange }: UnitSwitchProps) {
  return (
    <fieldset className="units">
      <legend className="visually-hidden">Unit of temperature</legend>
      {units.map(({ unit, name }) => (
        <label key={unit}>
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
