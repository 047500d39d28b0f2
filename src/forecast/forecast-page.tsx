import { type ComponentType, useMemo } from 'react'
import { useLoaderData } from 'react-router'
import { atAGlance, FollowingDays, NextDay, NoForecast } from './at-a-glance.tsx'
import { Chart } from './chart/chart.tsx'
import { calendarDay, inOrder } from './dates.ts'
import './forecast.css'
import type { Forecast } from './forecast-loader.ts'
import { Freshness, useNow, useRefresh } from './freshness.tsx'
import { DayByDay } from './table.tsx'
import { warmthOf } from './temperature.ts'
import { UnitSwitch, useUnit } from './unit.tsx'

const daysAtAGlance = 7

/** What the notice about a failed refresh is about. */
export interface FailureNoticeProps {
  failure: unknown
  /** When the API sent the forecast that is still shown, in milliseconds since 1970. */
  receivedAt: number
  tryAgain: () => void
}

interface ForecastPageProps {
  /** Says that a refresh failed, why, and what to do. */
  FailureNotice: ComponentType<FailureNoticeProps>
}

/** The weather at a glance, then the whole forecast. */
export function ForecastPage({ FailureNotice }: ForecastPageProps) {
  const forecast = useLoaderData<Forecast>()
  const { entries, receivedAt, failure } = forecast
  const { refresh, refreshing } = useRefresh(forecast)
  const [unit, setUnit] = useUnit()
  const today = calendarDay(new Date(useNow(60_000)))
  const sorted = useMemo(() => inOrder(entries), [entries])
  const [next, ...following] = atAGlance(sorted, today, daysAtAGlance)
  return (
    <>
      <title>Forecast · Weather</title>
      {failure !== undefined && (
        <FailureNotice failure={failure} receivedAt={receivedAt} tryAgain={() => void refresh()} />
      )}
      <div className="at-a-glance" data-warmth={next && warmthOf(next)}>
        {next ? <NextDay entry={next} today={today} unit={unit} /> : <NoForecast />}
        <div className="toolbar">
          {next && <UnitSwitch unit={unit} onChange={setUnit} />}
          <Freshness receivedAt={receivedAt} refreshing={refreshing} refresh={refresh} />
        </div>
      </div>
      <FollowingDays entries={following} unit={unit} />
      {next && (
        <section className="day-by-day">
          <DayByDay entries={entries} unit={unit} />
          <Chart entries={sorted} unit={unit} />
        </section>
      )}
    </>
  )
}
