import { type ComponentType, useMemo } from 'react'
import { useLoaderData } from 'react-router'
import { atAGlance, calendarDay, inOrder } from './calendar.ts'
import { Chart } from './chart/chart.tsx'
import { DayByDay } from './day-by-day.tsx'
import { FollowingDays } from './following-days.tsx'
import './forecast.css'
import type { Forecast } from './forecast-loader.ts'
import { Freshness } from './freshness.tsx'
import { NextDay } from './next-day.tsx'
import { NoForecast } from './no-forecast.tsx'
import { warmthOf } from './temperature.ts'
import { UnitSwitch } from './unit-switch.tsx'
import { useNow } from './use-now.ts'
import { useRefresh } from './use-refresh.ts'
import { useUnit } from './use-unit.ts'

const daysAtAGlance = 7

/** What a notice about a refresh that failed has to say something about. */
export interface FailureNoticeProps {
  failure: unknown
  /** When the forecast that is still shown came, in milliseconds since 1970. */
  receivedAt: number
  tryAgain: () => void
}

interface ForecastPageProps {
  /** Says that a refresh has failed, why, and what now. */
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
