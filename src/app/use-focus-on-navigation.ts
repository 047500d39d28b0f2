import { useEffect, useRef } from 'react'
import { useLocation, useRevalidator } from 'react-router'

/**
 * Moves the focus to the heading of a page that was navigated to, so that it is announced and reading goes on there; also
 * when what had the focus is gone, as the button of an error that has passed.
 */
export function useFocusOnNavigation(): void {
  const { pathname } = useLocation()
  const { state } = useRevalidator()
  const focused = useRef({ pathname, state })
  useEffect(() => {
    const before = focused.current
    focused.current = { pathname, state }
    const hasMoved = before.pathname !== pathname
    const isSettled = before.state === 'loading' && state === 'idle'
    const isLost = isSettled && document.activeElement === document.body
    if (hasMoved || isLost) document.querySelector<HTMLElement>('main h1')?.focus()
  }, [pathname, state])
}
