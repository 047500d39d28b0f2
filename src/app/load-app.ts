import { isMissingChunk, reloadOnce, watchForMissingChunks } from '../errors/app-errors.ts'
import type { StartFailureParts } from './start-app.tsx'
import { show } from './static-pages.ts'

type App = typeof import('./start-app.tsx')

let app: Promise<App> | undefined

/**
 * Loads React and the pages, once. A failure is final for this document: browsers and Vite remember what did not load, and a
 * second attempt would go on without the style sheet.
 */
export function loadApp(): Promise<App> {
  app ??= import('./start-app.tsx')
  return app
}

/** Loads the app while the page waits for something else. An error is handled where the app is needed. */
export function preloadApp(): void {
  loadApp().catch(() => {})
}

/** Shows the error page for what kept the app from starting. */
export async function showStartFailure(failed: StartFailureParts): Promise<void> {
  try {
    if (isMissingChunk(failed.error)) await reloadOnce()
    const { startErrorPage } = await loadApp()
    startErrorPage(failed)
  } catch {
    // Not even the error page could be loaded: index.html has a last message of its own.
    show('stopped')
  }
}

watchForMissingChunks()
