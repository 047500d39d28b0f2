import { useEffect, useState } from 'react'

const longEnough = 6_000

/** Appears when something takes long, and says that the app is still waiting. */
export function SlowNotice() {
  const [left] = useState(() => longEnough - waitedBefore())
  const [isLong, setLong] = useState(left <= 0)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), left)
    return () => clearTimeout(timer)
  }, [left])
  return (
    <p className="slow-notice" role="status">
      {isLong && 'This takes longer than usual. The app is still waiting for an answer.'}
    </p>
  )
}

/** @returns how many milliseconds index.html has waited, whose message this one continues */
function waitedBefore(): number {
  return document.getElementById('slow-notice') ? performance.now() : 0
}
