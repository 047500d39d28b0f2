import { useEffect, useRef } from 'react'
import type { FetcherWithComponents } from 'react-router'
import { useTitle } from '../../errors/page/use-title.ts'
import { dateLanguage, formatTableDate } from '../dates.ts'
import type { ForecastEntry } from '../forecast.ts'
import './edit.css'

const busyStates = new Set(['submitting', 'loading'])

interface EditPageProps {
  entries: readonly ForecastEntry[]
  /** Removes a day, and then has its date. */
  fetcher: FetcherWithComponents<string>
}

/** The days of the forecast, each with a button that removes it. */
export function EditPage({ entries, fetcher }: EditPageProps) {
  useTitle('Edit the forecast')
  const { Form, data: removed, state } = fetcher
  const heading = useRef<HTMLHeadingElement>(null)
  // The button that had the focus is gone.
  useEffect(() => {
    if (removed !== undefined) heading.current?.focus()
  }, [removed])
  return (
    <div className="edit">
      <h1 tabIndex={-1} ref={heading}>
        Edit the forecast
      </h1>
      <p role="status" className="lead">
        {removed === undefined
          ? introductionTo(entries)
          : `${formatTableDate(removed)} was removed.`}
      </p>
      <Form method="post">
        <ul>
          {entries.map((entry, index) => (
            // The index is the key: entries have no id, and a date may occur more than once.
            <Day key={index} entry={entry} isBusy={busyStates.has(state)} />
          ))}
        </ul>
      </Form>
    </div>
  )
}

function introductionTo(entries: readonly ForecastEntry[]): string {
  if (entries.length === 0) return 'The forecast has no days.'
  return 'Remove the days that should not be shown.'
}

function Day({ entry: { date, summary }, isBusy }: { entry: ForecastEntry; isBusy: boolean }) {
  const label = formatTableDate(date)
  return (
    <li>
      <time dateTime={date} lang={dateLanguage}>
        {label}
      </time>
      <span>{summary}</span>
      <button
        className="quiet-button"
        name="day"
        value={date}
        aria-label={`Remove ${label}`}
        disabled={isBusy}
      >
        Remove
      </button>
    </li>
  )
}
