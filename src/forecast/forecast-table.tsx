import type { ForecastEntry } from './forecast.ts'

interface ForecastTableProps {
  entries: ForecastEntry[]
  labelledBy: string
}

// The day meant by the API is a calendar day: it is shown in UTC, where it was put, and so never moves.
const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeZone: 'UTC' })
const degrees = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })

/** One row per entry, dates and numbers as the reader writes them. */
export function ForecastTable({ entries, labelledBy }: ForecastTableProps) {
  return (
    <div className="card">
      <table className="forecast" aria-labelledby={labelledBy}>
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col" className="number">
              °C
            </th>
            <th scope="col" className="number">
              °F
            </th>
            <th scope="col">Summary</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, index) => (
            // The API promises neither an id nor that a date comes only once.
            <tr key={`${entry.date} ${index}`}>
              <th scope="row">
                <time dateTime={entry.date}>{days.format(new Date(entry.date))}</time>
              </th>
              <td className="number">{degrees.format(entry.temperatureC)}</td>
              <td className="number">{degrees.format(entry.temperatureF)}</td>
              <td>{entry.summary ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
