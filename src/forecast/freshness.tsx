import { useEffect, useState } from 'react'
import { useRevalidator } from 'react-router'
import { endOfPause } from '../errors/passing.ts'
import type { Forecast } from './forecast.ts'

/**
 * The current time, for what changes with it: the age of the forecast, and which day is tomorrow.
 * @param interval milliseconds between two updates
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
 * Gets a newer forecast on request and automatically: when the tab becomes visible and the forecast is older than ten
 * minutes, and after a failed refresh as soon as the tab is visible or online again, unless the server asked for a pause.
 */
export function useRefresh({ receivedAt, failure }: Forecast) {
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

interface FreshnessProps {
  /** When the API answered, in milliseconds since 1970. */
  receivedAt: number
  /** Whether the last attempt to get newer ones failed. */
  isStale: boolean
  refreshing: boolean
  refresh: () => Promise<void>
}

/** How old the forecast is, and the button that gets a newer one. */
export function Freshness({ receivedAt, isStale, refreshing, refresh }: FreshnessProps) {
  const now = useNow(30_000)
  const [announcement, setAnnouncement] = useState('')
  const onClick = () => {
    if (refreshing) return
    setAnnouncement('')
    void refresh().then(() => setAnnouncement('The forecast is up to date.'))
  }
  return (
    <p className="freshness">
      <span>{describeAge(now - receivedAt)}</span>
      <button type="button" className="refresh" aria-busy={refreshing} onClick={onClick}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3M19.5 3v4.5H15" />
        </svg>
        Refresh
      </button>
      <span className="visually-hidden" role="status">
        {!isStale && announcement}
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
