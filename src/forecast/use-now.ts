import { useEffect, useState } from 'react'

/**
 * The present moment, for what changes with it: ages, and which day is tomorrow.
 * @param interval milliseconds between two looks at the clock
 * @returns milliseconds since the epoch
 */
export function useNow(interval: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const look = () => setNow(Date.now())
    const timer = setInterval(look, interval)
    return () => clearInterval(timer)
  }, [interval])
  return now
}
