import { useState } from 'react'
import { describeAge } from './describe-age.ts'
import { useNow } from './use-now.ts'

interface FreshnessProps {
  /** When the forecast came, in milliseconds since the epoch. */
  receivedAt: number
  refreshing: boolean
  refresh: () => Promise<void>
}

/** How old the forecast is, and the button that gets a newer one. */
export function Freshness({ receivedAt, refreshing, refresh }: FreshnessProps) {
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
        {announcement}
      </span>
    </p>
  )
}
