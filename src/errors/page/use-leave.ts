import { useState } from 'react'
import { isCancelled } from '../app-errors.ts'

/**
 * For buttons that leave the app. If Back restores the page from the back/forward cache, the button works again.
 * @param onFailure handles a failure; by default, the nearest error page does
 * @returns a function that leaves the app, and whether that is in progress
 */
export function useLeave(
  onFailure?: (error: unknown) => void,
): [leave: (redirect: () => Promise<never>) => void, isLeaving: boolean] {
  const [isLeaving, setLeaving] = useState(false)
  const [failure, setFailure] = useState<{ error: unknown }>()
  if (failure) throw failure.error
  const leave = (redirect: () => Promise<never>) => {
    setLeaving(true)
    redirect()
      .catch((error: unknown) => {
        if (isCancelled(error)) return
        if (onFailure) onFailure(error)
        else setFailure({ error })
      })
      .finally(() => setLeaving(false))
  }
  return [leave, isLeaving]
}
