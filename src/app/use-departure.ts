import { useState } from 'react'
import { cameBack } from './came-back.ts'

/**
 * For buttons that leave the app. When the Back button brings the page out of the back/forward cache, it stays as it was
 * and the button is live again.
 * @param onFailure takes any other failure; without it, the nearest error page does
 * @returns starts a departure, and whether one is under way
 */
export function useDeparture(
  onFailure?: (error: unknown) => void,
): [(departure: () => Promise<never>) => void, boolean] {
  const [leaving, setLeaving] = useState(false)
  const [failure, setFailure] = useState<{ error: unknown }>()
  if (failure) throw failure.error
  const depart = (departure: () => Promise<never>) => {
    setLeaving(true)
    departure()
      .catch((error: unknown) => {
        if (cameBack(error)) return
        if (onFailure) onFailure(error)
        else setFailure({ error })
      })
      .finally(() => setLeaving(false))
  }
  return [depart, leaving]
}
