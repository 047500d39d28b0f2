import { useEffect, useState } from 'react'

const longEnough = 6_000

/** Says so when something takes long, and then that it still goes on. Nothing to see before. */
export function Patience() {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), longEnough)
    return () => clearTimeout(timer)
  }, [])
  return (
    <p className="patience" role="status">
      {isLong && 'This takes longer than usual. The app is still waiting for an answer.'}
    </p>
  )
}
