import { useEffect, useState } from 'react'

const slowAfter = 6_000

/** Appears after six seconds, and says that the app is still waiting. */
export function SlowNotice() {
  const [left] = useState(() => slowAfter - waitedBefore())
  const [isLong, setLong] = useState(left <= 0)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), left)
    return () => clearTimeout(timer)
  }, [left])
  return (
    <p className="slow-notice" role="status">
      {isLong && 'This is taking longer than usual. The app is still waiting for a response.'}
    </p>
  )
}

/** Milliseconds that the notice of index.html has been waiting already; this one continues it. */
function waitedBefore(): number {
  return document.getElementById('slow-notice') ? performance.now() : 0
}
