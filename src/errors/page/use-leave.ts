import { useState } from 'react'
import { cameBack } from '../app-errors.ts'

/**
 * For buttons that leave the app. When the Back button restores the page from the back/forward cache, the button works
 * again.
 * @param onFailure takes any other failure; without it, the nearest error page does
 * @returns a function that starts to leave, and whether the page is being left
 */
export function useLeave(
  onFailure?: (error: unknown) => void,
): [leave: (depart: () => Promise<never>) => void, isLeaving: boolean] {
  const [isLeaving, setLeaving] = useState(false)
  const [failure, setFailure] = useState<{ error: unknown }>()
  if (failure) throw failure.error
  const leave = (depart: () => Promise<never>) => {
    setLeaving(true)
    depart()
      .catch((error: unknown) => {
        if (cameBack(error)) return
        if (onFailure) onFailure(error)
        else setFailure({ error })
      })
      .finally(() => setLeaving(false))
  }
  return [leave, isLeaving]
}
