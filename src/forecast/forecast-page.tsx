import { useLoaderData } from 'react-router'
import type { ForecastEntry } from './forecast.ts'
import { ForecastTable } from './forecast-table.tsx'

/** The forecast as it came from the protected API. */
export function ForecastPage() {
  const entries = useLoaderData<ForecastEntry[]>()
  return (
    <>
      <title>Forecast · Weather</title>
      <h1 id="forecast-heading">Weather forecast</h1>
      {entries.length === 0 ? (
        <p className="lead">The weather service has no forecast at the moment. Look again later.</p>
      ) : (
        <ForecastTable entries={entries} labelledBy="forecast-heading" />
      )}
    </>
  )
}
