import { isMissingChunk, reloadOnce, watchForMissingChunks } from '../errors/app-errors.ts'
import type { StartFailureParts } from './start-app.tsx'
import { show } from './static-pages.ts'

type App = typeof import('./start-app.tsx')

let app: Promise<App> | undefined

/**
 * Loads React and the pages, once. A failure is final for this document: browsers and Vite remember that a file did not
 * load, and a second attempt would continue without the style sheet.
 */
export function loadApp(): Promise<App> {
  if (!app) {
    // Requested together: start-app imports it.
    preloadReact()
    app = import('./start-app.tsx')
  }
  return app
}

/** Loads the app ahead of {@link loadApp}, whose caller handles a failure. */
export function preloadApp(): void {
  loadApp().catch(() => {})
}

/** Loads the largest part of the app ahead of the rest: not every visitor of the public page signs in. */
export function preloadReact(): void {
  import('./react.ts').catch(() => {})
}

/** Shows why the app could not start. */
export async function showStartFailure(failed: StartFailureParts): Promise<void> {
  try {
    if (isMissingChunk(failed.error)) await reloadOnce()
    const { startErrorPage } = await loadApp()
    startErrorPage(failed)
  } catch {
    // The error page did not load either. index.html contains a last message.
    show('stopped')
  }
}

watchForMissingChunks()
