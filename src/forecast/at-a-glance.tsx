import { memo, useDeferredValue } from 'react'
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
 * Selects the first entry from today on, and the first entry of each following day. If all entries are in the past, starts
 * with the first one.
 * @param sorted earliest first
 * @param today the user's calendar day
 * @param days the maximum number of days
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

/** The weather of the next day, in large type. */
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

/** Shown in place of the next day when the forecast is empty. */
export function NoForecast() {
  return (
    <section className="next-day">
      <WeatherPicture summary="cloud" />
      <h1 tabIndex={-1}>No forecast yet</h1>
      <p className="lead">The weather service has no forecast at the moment. Check again later.</p>
    </section>
  )
}

interface FollowingDaysProps {
  entries: readonly ForecastEntry[]
  unit: Unit
}

const none: readonly ForecastEntry[] = []

/** The days after the next one, in a strip. Users wait for the table, so the strip keeps its place and follows a frame later. */
export function FollowingDays({ entries, unit }: FollowingDaysProps) {
  const shown = useDeferredValue(entries, none)
  if (entries.length === 0) return null
  const days = shown.length > 0 ? shown : entries
  return (
    <ol className="days" aria-label="The following days">
      {days.map((entry) => (
        <li key={entry.date} data-warmth={warmthOf(entry)}>
          {days === shown && <Day entry={entry} unit={unit} />}
        </li>
      ))}
    </ol>
  )
}

interface DayProps {
  entry: ForecastEntry
  unit: Unit
}

const Day = memo(function Day({ entry, unit }: DayProps) {
  return (
    <>
      <time dateTime={entry.date} lang={dateLanguage}>
        <b>{formatWeekday(entry.date)}</b> <span>{formatShortDate(entry.date)}</span>
      </time>
      <WeatherPicture summary={entry.summary} />
      <span className="degrees" translate="no">
        {`${formatDegrees(temperatureIn(unit, entry))}°`}
      </span>
      <span>{entry.summary}</span>
    </>
  )
})
