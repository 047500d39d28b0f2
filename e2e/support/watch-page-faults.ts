import type { Browser, BrowserContext } from 'playwright/test'

/** What went wrong in pages without anybody having asked for it. */
export interface PageFaults {
  list(): readonly string[]
  /** Hands the list over and empties it, for a test that caused them. */
  take(): string[]
  stop(): void
}

/**
 * Watches every page of a browser, of contexts that are there and of those to come, for uncaught errors and for
 * violations of the content security policy and of Trusted Types, and for anything else that the console calls an error. A
 * status of 500 that a journey asked for is none.
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
}

// Chromium reports a violation to the console, whatever the page does with the event.
const isViolation =
  /Content Security Policy|Permissions policy violation|'Trusted(HTML|Script|ScriptURL)'/i

// What the browser itself says of each request that fails; the page has to say it in its own words.
const isOfNetwork = /^(?:Failed to load resource|Access to fetch at)/
