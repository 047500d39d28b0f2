import { useEffect, useEffectEvent, useState } from 'react'

interface CountdownProps {
  /** When it is time, in milliseconds since 1970; give another key with another time. */
  at: number
  act: () => void
}

/** Counts down, and acts at the end if anybody looks; in a hidden tab, as soon as somebody does. */
export function Countdown({ at, act }: CountdownProps) {
  const [left, setLeft] = useState(() => at - Date.now())
  useEffect(() => {
    const timer = setInterval(() => setLeft(at - Date.now()), 250)
    return () => clearInterval(timer)
  }, [at])
  const isOver = left <= 0
  const actNow = useEffectEvent(act)
  useEffect(() => {
    if (!isOver) return undefined
    const actIfSeen = () => {
      if (document.visibilityState === 'visible') actNow()
    }
    actIfSeen()
    document.addEventListener('visibilitychange', actIfSeen)
    return () => document.removeEventListener('visibilitychange', actIfSeen)
  }, [isOver, at])
  return (
    <p className="countdown" role="timer">
      {isOver ? 'Trying again…' : `The app tries again by itself in ${inWords(left)}.`}
    </p>
  )
}

function inWords(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  if (seconds === 1) return '1 second'
  return seconds < 100 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
}
