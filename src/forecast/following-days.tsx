import type { ForecastEntry } from './forecast.ts'
import { dateLanguage, formatShortDate, formatWeekday } from './format-day.ts'
import { formatDegrees, temperatureIn, type Unit, warmthOf } from './temperature.ts'
import { WeatherPicture } from './weather-picture.tsx'

interface FollowingDaysProps {
  entries: readonly ForecastEntry[]
  unit: Unit
}

/** The days after the next one, in a strip. */
export function FollowingDays({ entries, unit }: FollowingDaysProps) {
  if (entries.length === 0) return null
  return (
    <ol className="days" aria-label="The days after">
      {entries.map((entry) => (
        <li key={entry.date} data-warmth={warmthOf(entry)}>
          <time dateTime={entry.date} lang={dateLanguage}>
            <b>{formatWeekday(entry.date)}</b> {formatShortDate(entry.date)}
          </time>
          <WeatherPicture summary={entry.summary} />
          <span className="degrees">{formatDegrees(temperatureIn(unit, entry))}°</span>
          <span>{entry.summary}</span>
        </li>
      ))}
    </ol>
  )
}
