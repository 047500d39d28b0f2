import {
  dateLanguage,
  daysBetween,
  formatDistance,
  formatLongDate,
  formatShortDate,
  formatWeekday,
} from './dates.ts'
import type { ForecastEntry } from './forecast.ts'
import { WeatherPicture } from './picture.tsx'
import { formatDegrees, temperatureIn, type Unit, unitSymbols, warmthOf } from './temperature.ts'

/**
 * Selects what to show at a glance: the first entry that is not past, then one entry for each of the days after it. A
 * forecast that lies entirely in the past is shown from its start.
 * @param sorted earliest first
 * @param today the user's calendar day
 * @param days how many days to show at most
 */
export function atAGlance(
  sorted: readonly ForecastEntry[],
  today: string,
  days: number,
): ForecastEntry[] {
  const next = sorted.findIndex(({ date }) => date >= today)
  return sorted.slice(Math.max(next, 0)).filter(isFirstOfItsDay).slice(0, days)
}

function isFirstOfItsDay(entry: ForecastEntry, index: number, all: readonly ForecastEntry[]) {
  return entry.date !== all[index - 1]?.date
}

interface NextDayProps {
  entry: ForecastEntry
  /** The user's calendar day. */
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
        <span className="numeral" translate="no">
          <span>{formatDegrees(temperatureIn(unit, entry))}</span>
          <span className="unit">{unitSymbols[unit]}</span>
        </span>
        <span className="outlook">
          <WeatherPicture summary={entry.summary} />
          <span>{entry.summary}</span>
        </span>
      </p>
    </section>
  )
}

/** Takes the place of the next day when the API answers with an empty list. */
export function NoForecast() {
  return (
    <section className="next-day">
      <WeatherPicture summary="cloud" />
      <h1 tabIndex={-1}>Nothing to forecast yet</h1>
      <p className="lead">The weather service has no forecast at the moment. Look again later.</p>
    </section>
  )
}

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
            <b>{formatWeekday(entry.date)}</b> <span>{formatShortDate(entry.date)}</span>
          </time>
          <WeatherPicture summary={entry.summary} />
          <span className="degrees" translate="no">
            {`${formatDegrees(temperatureIn(unit, entry))}°`}
          </span>
          <span>{entry.summary}</span>
        </li>
      ))}
    </ol>
  )
}
