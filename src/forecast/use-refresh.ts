import { useEffect } from 'react'
import { useRevalidator } from 'react-router'
import type { Forecast } from './forecast-loader.ts'

const oldAfter = 10 * 60 * 1000

/**
 * Gets a newer forecast when asked to, and by itself: when the page is looked at again after more than ten minutes, and
 * when the connection is back after a refresh had failed.
 */
export function useRefresh({ receivedAt, failure }: Forecast) {
  const { revalidate, state } = useRevalidator()
  useEffect(() => {
    const comeBack = () => {
      const isOld = failure !== undefined || Date.now() - receivedAt > oldAfter
      if (isOld && document.visibilityState === 'visible' && navigator.onLine) void revalidate()
    }
    addEventListener('visibilitychange', comeBack)
    addEventListener('online', comeBack)
    return () => {
      removeEventListener('visibilitychange', comeBack)
      removeEventListener('online', comeBack)
    }
  }, [receivedAt, failure, revalidate])
  return { refresh: revalidate, refreshing: state === 'loading' }
}
