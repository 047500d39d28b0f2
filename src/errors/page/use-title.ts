import { useEffect } from 'react'
import { appName } from '../../config/app.ts'

/**
 * Names the page, in the browser's tab and to screen readers. React's own `<title>` fails when a browser extension has
 * replaced the element, and the page with it.
 */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${appName}`
  }, [title])
}
