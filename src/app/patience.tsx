import { useEffect, useState } from 'react'

const longEnough = 6_000

/** Says so when something takes long, and then that it still goes on. Nothing to see before. */
export function Patience() {
  const [left] = useState(() => longEnough - waitedBefore())
  const [isLong, setLong] = useState(left <= 0)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), left)
    return () => clearTimeout(timer)
  }, [left])
  return (
    <p className="patience" role="status">
      {isLong && 'This takes longer than usual. The app is still waiting for an answer.'}
    </p>
  )
}

/** @returns for how many milliseconds index.html, whose message this continues, has been waiting */
function waitedBefore(): number {
  return document.getElementById('patience') ? performance.now() : 0
}
