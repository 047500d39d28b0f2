import { useEffect, useEffectEvent } from 'react'
import type { RetryPlan } from '../passing.ts'

/**
 * Retries as planned. A hidden tab retries as soon as it is visible. This module loads with the app, because a chunk cannot
 * be loaded while the device is offline.
 */
export function useRetry({ at, whenOnline }: RetryPlan, retry: () => void): void {
  const retryNow = useEffectEvent(retry)
  useEffect(() => {
    if (at === undefined) return undefined
    let timer = 0
    const check = () => {
      clearTimeout(timer)
      const left = at - Date.now()
      if (left > 0) timer = window.setTimeout(check, left)
      else if (document.visibilityState === 'visible') retryNow()
    }
    check()
    document.addEventListener('visibilitychange', check)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', check)
    }
  }, [at])
  useEffect(() => {
    if (!whenOnline) return undefined
    const listener = () => retryNow()
    addEventListener('online', listener)
    return () => removeEventListener('online', listener)
  }, [whenOnline])
}
