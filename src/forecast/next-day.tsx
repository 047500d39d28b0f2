import { daysBetween } from './calendar.ts'
import type { ForecastEntry } from './forecast.ts'
import { dateLanguage, formatDistance, formatLongDate } from './format-day.ts'
import { formatDegrees, temperatureIn, type Unit, unitSymbols } from './temperature.ts'
import { WeatherPicture } from './weather-picture.tsx'

interface NextDayProps {
  entry: ForecastEntry
  /** The reader's calendar day. */
  today: string
  unit: Unit
}

/** The first thing to see: the next day's weather, large. */
export function NextDay({ entry, today, unit }: NextDayProps) {
  const days = daysBetween(today, entry.date)
  return (
    <section className="next-day" aria-labelledby="next-day">
      {days >= 0 && (
        <p className="eyebrow" lang={dateLanguage}>
          {formatDistance(days)}
        </p>
      )}
      <h1 id="next-day" tabIndex={-1}>
        <time dateTime={entry.date} lang={dateLanguage}>
          {formatLongDate(entry.date, today)}
        </time>
      </h1>
      <p className="reading">
        <span className="numeral">
          {formatDegrees(temperatureIn(unit, entry))}
          <span className="unit">{unitSymbols[unit]}</span>
        </span>
        <span className="outlook">
          <WeatherPicture summary={entry.summary} />
          {entry.summary}
        </span>
      </p>
    </section>
  )
}
