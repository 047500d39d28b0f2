import type { Browser, BrowserContext } from 'playwright/test'

/** Unexpected errors in pages. */
export interface PageFaults {
  list(): readonly string[]
  /** Returns the list and empties it, for a test that caused the errors. */
  take(): string[]
  stop(): void
}

/**
 * Watches every page of a browser, in present and future contexts, for uncaught errors, violations of the content security
 * policy, of Trusted Types and of the integrity policy, and other errors in the console. A failed request is not an error:
 * journeys cause them.
 */
export function watchPageFaults(browser: Browser): PageFaults {
  let faults: string[] = []
  const note = (fault: string) => void faults.push(fault)
  const watch = (context: BrowserContext) => watchContext(context, note)
  for (const context of browser.contexts()) watch(context)
  browser.on('context', watch)
  return {
    list: () => faults,
    take: () => faults.splice(0),
    stop: () => {
      browser.off('context', watch)
      faults = []
    },
  }
}

function watchContext(context: BrowserContext, note: (fault: string) => void): void {
  context.on('weberror', (event) => {
    const error = event.error()
    note(`Uncaught at ${event.page()?.url()}: ${error.stack || error.message || error.name}`)
  })
  context.on('console', (message) => {
    const isError = message.type() === 'error' && !isOfNetwork.test(message.text())
    if (isError || isViolation.test(message.text())) note(message.text())
  })
  // Chromium does not write to the console what Integrity-Policy blocks.
  context.on('requestfailed', (request) => {
    if (request.failure()?.errorText === 'integrity') note(`Integrity-Policy: ${request.url()}`)
  })
}

// Browsers report a violation to the console even if the page handles the event. Firefox writes Content-Security-Policy.
const isViolation =
  /Content[- ]Security[- ]Policy|Permissions policy violation|'Trusted(HTML|Script|ScriptURL)'/i

// The browser's own message for a failed request. The page must show a message of its own.
const isOfNetwork =
  /^(?:Failed to load resource|Access to fetch at|Cross-Origin Request Blocked|Fetch API cannot load)/
