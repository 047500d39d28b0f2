import { useState } from 'react'
import { cameBack } from './came-back.ts'

/**
 * For buttons that leave the app. When the Back button brings the page out of the back/forward cache, it stays as it was
 * and the button is live again; any other failure goes to the error page.
 * @returns starts a departure, and whether one is under way
 */
export function useDeparture(): [(departure: () => Promise<never>) => void, boolean] {
  const [leaving, setLeaving] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  if (failure !== undefined) throw failure
  const depart = (departure: () => Promise<never>) => {
    setLeaving(true)
    departure()
      .catch((error: unknown) => {
        if (!cameBack(error)) setFailure(error)
      })
      .finally(() => setLeaving(false))
  }
  return [depart, leaving]
}
