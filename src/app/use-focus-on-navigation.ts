import { useEffect, useRef } from 'react'
import { useLocation, useNavigationType, useRevalidator, NavigationType } from 'react-router'

/**
 * Moves the focus to the heading of a page that was navigated to, so that it is announced and reading goes on there; also
 * when what had the focus is gone, as the button of an error that has passed. A page is shown from its top, unless it was
 * come back to: then the browser knows where it was left.
 */
export function useFocusOnNavigation(): void {
  const { pathname } = useLocation()
  const { state } = useRevalidator()
  const type = useNavigationType()
  const last = useRef({ pathname, state })
  useEffect(() => {
    const before = last.current
    last.current = { pathname, state }
    const hasMoved = before.pathname !== pathname
    const hasSettled = before.state === 'loading' && state === 'idle'
    const isLost = hasSettled && document.activeElement === document.body
    if (hasMoved && type !== NavigationType.Pop) scrollTo(0, 0)
    if (hasMoved || isLost)
      document.querySelector<HTMLElement>('#content h1')?.focus({ preventScroll: true })
  }, [pathname, state, type])
}
