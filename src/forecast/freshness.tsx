import { useEffect, useState } from 'react'
import { useRevalidator } from 'react-router'
import { endOfPause } from '../errors/passing.ts'
import type { Forecast } from './loader.ts'

/**
 * The current time, updated at an interval.
 * @param interval milliseconds
 * @returns milliseconds since 1970
 */
export function useNow(interval: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const update = () => setNow(Date.now())
    const timer = setInterval(update, interval)
    return () => clearInterval(timer)
  }, [interval])
  return now
}

const oldAfter = 10 * 60 * 1000

/**
 * Refreshes the forecast on request. Also refreshes it when the tab becomes visible or online: if it is older than ten
 * minutes, or if the last refresh failed and the server's `Retry-After` is over.
 */
function useRefresh({ receivedAt, failure }: Forecast) {
  const { revalidate, state } = useRevalidator()
  useEffect(() => {
    const refreshIfOld = () => {
      const oldAt = failure ? endOfPause(failure) : receivedAt + oldAfter
      if (Date.now() > oldAt && document.visibilityState === 'visible') void revalidate()
    }
    addEventListener('visibilitychange', refreshIfOld)
    addEventListener('online', refreshIfOld)
    return () => {
      removeEventListener('visibilitychange', refreshIfOld)
      removeEventListener('online', refreshIfOld)
    }
  }, [receivedAt, failure, revalidate])
  return { refresh: revalidate, refreshing: state === 'loading' }
}

/** The age of the forecast, and the refresh button. */
export function Freshness({ forecast }: { forecast: Forecast }) {
  const { refresh, refreshing } = useRefresh(forecast)
  const now = useNow(30_000)
  const [announcement, setAnnouncement] = useState('')
  const onClick = () => {
    if (refreshing) return
    setAnnouncement('')
    void refresh().then(() => setAnnouncement('The forecast is up to date.'))
  }
  return (
    <p className="freshness">
      <span>{describeAge(now - forecast.receivedAt)}</span>
      <button type="button" className="refresh" aria-busy={refreshing} onClick={onClick}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3M19.5 3v4.5H15" />
        </svg>
        Refresh
      </button>
      <span className="visually-hidden" role="status">
        {forecast.failure === undefined && announcement}
      </span>
    </p>
  )
}

const english = new Intl.RelativeTimeFormat('en')

/**
 * Describes the age of the forecast, in English like the rest of the page.
 * @param age in milliseconds
 */
export function describeAge(age: number): string {
  const minutes = Math.floor(age / 60_000)
  if (minutes < 1) return 'Updated just now'
  if (minutes < 60) return `Updated ${english.format(-minutes, 'minute')}`
  return `Updated ${english.format(-Math.floor(minutes / 60), 'hour')}`
}
