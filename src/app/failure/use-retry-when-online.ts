import { useEffect, useEffectEvent } from 'react'

/** Tries again by itself when the device gets its connection back. */
export function useRetryWhenOnline(isWaiting: boolean, tryAgain: () => void): void {
  const goOn = useEffectEvent(tryAgain)
  useEffect(() => {
    if (!isWaiting) return undefined
    const listener = () => goOn()
    addEventListener('online', listener)
    return () => removeEventListener('online', listener)
  }, [isWaiting])
}
