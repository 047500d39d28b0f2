import { memo, type ReactNode, useMemo } from 'react'
import { type ShouldRevalidateFunctionArgs, useLoaderData, useRevalidator } from 'react-router'
import type { ErrorContext } from '../errors/fill-in.ts'
import type { Page } from '../errors/page/page.ts'
import { StaleNotice } from '../errors/page/stale-notice.tsx'
import { useTitle } from '../errors/page/use-title.ts'
import { atAGlance, FollowingDays, NextDay, NoForecast } from './at-a-glance.tsx'
import { Chart } from './chart/chart.tsx'
import { calendarDay, sortByDate } from './dates.ts'
import { EditLink, editPage } from './edit/route.tsx'
import './forecast.css'
import { createForecastLoader, type Forecast, forecastPath, weatherApi } from './loader.ts'
import { Freshness, useNow } from './freshness.tsx'
import { DayByDay } from './table.tsx'
import { warmthOf } from './temperature.ts'
import { UnitSwitch, useUnit } from './unit.tsx'

const forecastPage: Page = {
  path: forecastPath,
  title: 'Forecast',
  api: weatherApi,
  createRoute({ config, session, errorContext, report }) {
    return {
      loader: createForecastLoader(session, config),
      // Another page of the table needs no new data.
      shouldRevalidate: ({
        currentUrl,
        nextUrl,
        defaultShouldRevalidate,
      }: ShouldRevalidateFunctionArgs) =>
        defaultShouldRevalidate && currentUrl.href === nextUrl.href,
      element: (
        <ForecastPage errorContext={errorContext} report={report}>
          <EditLink session={session} />
        </ForecastPage>
      ),
    }
  },
}

/** The pages of this feature. */
export const forecastPages: readonly Page[] = [
  forecastPage,
  editPage, // for editors only
]

const daysAtAGlance = 7

interface ForecastPageProps {
  errorContext: ErrorContext
  report: (error: unknown) => void
  /** Shown beside the table. */
  children?: ReactNode
}

/** Renders whenever the state of the router changes; the forecast itself, only when that changes. */
function ForecastPage(props: ForecastPageProps) {
  useTitle('Forecast')
  const { revalidate } = useRevalidator()
  return <ForecastView {...props} forecast={useLoaderData<Forecast>()} refresh={revalidate} />
}

interface ForecastViewProps extends ForecastPageProps {
  forecast: Forecast
  refresh: () => Promise<void>
}

/** The weather at a glance, then the whole forecast. */
const ForecastView = memo(function ForecastView(props: ForecastViewProps) {
  const { errorContext, report, children, forecast, refresh } = props
  const { entries, receivedAt, failure } = forecast
  const [unit, setUnit] = useUnit()
  const today = calendarDay(new Date(useNow(60_000)))
  const sorted = useMemo(() => sortByDate(entries), [entries])
  const [next, ...following] = atAGlance(sorted, today, daysAtAGlance)
  return (
    <>
      {failure !== undefined && (
        <StaleNotice
          failure={failure}
          what="forecast"
          receivedAt={receivedAt}
          context={errorContext}
          tryAgain={() => void refresh()}
          report={report}
        />
      )}
      <div className="at-a-glance" data-warmth={next && warmthOf(next)}>
        {next ? <NextDay entry={next} today={today} unit={unit} /> : <NoForecast />}
        <div className="toolbar">
          {next && <UnitSwitch unit={unit} onChange={setUnit} />}
          <Freshness forecast={forecast} />
        </div>
      </div>
      <FollowingDays entries={following} unit={unit} />
      {next && (
        <section className="day-by-day">
          <div>
            <DayByDay entries={entries} unit={unit} />
            {children}
          </div>
          <Chart entries={sorted} unit={unit} />
        </section>
      )}
    </>
  )
})
