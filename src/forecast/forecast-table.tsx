import type { ForecastEntry } from './forecast.ts'
import { dateLanguage, formatTableDate } from './format-day.ts'
import { formatTemperature, type Unit } from './temperature.ts'

interface ForecastTableProps {
  entries: readonly ForecastEntry[]
  /** How many entries come before these, and how many there are, when these are one page of them. */
  page: { offset: number; total: number }
  /** The unit that the reader prefers; the other one stays, in a lighter ink. */
  unit: Unit
  labelledBy: string
}

/** One row per entry, dates and numbers as the reader writes them. */
export function ForecastTable({ entries, page, unit, labelledBy }: ForecastTableProps) {
  const isPaged = page.total > entries.length
  return (
    <table
      className="forecast"
      data-unit={unit}
      aria-labelledby={labelledBy}
      aria-rowcount={isPaged ? page.total + 1 : undefined}
    >
      <thead>
        <tr aria-rowindex={isPaged ? 1 : undefined}>
          <th scope="col">Date</th>
          <th scope="col" className="celsius">
            °C
          </th>
          <th scope="col" className="fahrenheit">
            °F
          </th>
          <th scope="col">Summary</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, index) => (
          // The API promises neither an id nor that a date comes only once.
          <tr
            key={page.offset + index}
            aria-rowindex={isPaged ? page.offset + index + 2 : undefined}
          >
            <th scope="row">
              <time dateTime={entry.date} lang={dateLanguage}>
                {formatTableDate(entry.date)}
              </time>
            </th>
            <td className="celsius">{formatTemperature(entry.temperatureC)}</td>
            <td className="fahrenheit">{formatTemperature(entry.temperatureF)}</td>
            <td>{entry.summary ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
