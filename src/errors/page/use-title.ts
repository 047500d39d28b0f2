import { useEffect } from 'react'
import { appName } from '../../config/app.ts'

/**
 * Sets the title of the document. React's `<title>` throws when a browser extension has replaced the element.
 */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${appName}`
  }, [title])
}
