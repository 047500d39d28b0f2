import type { Page, Request } from 'playwright/test'

/** Counts how often a page leaves for the identity provider without anybody having asked for it. */
export interface RedirectCount {
  /** The person does something that may lead to the identity provider: the next departure is theirs. */
  personActs: () => void
  /** The most departures of one load of the app. */
  mostPerLoad: () => number
  /** The most departures, one after the other, between two acts of the person. */
  mostInARow: () => number
}

export function countRedirects(page: Page, appOrigin: string): RedirectCount {
  let perLoad = 0
  let inARow = 0
  let isAsked = false
  const most = { perLoad: 0, inARow: 0 }
  page.on('request', (request) => {
    if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return
    if (new URL(request.url()).origin === appOrigin) perLoad = 0
    if (!isDeparture(request)) return
    if (!isAsked) {
      most.perLoad = Math.max(most.perLoad, ++perLoad)
      most.inARow = Math.max(most.inARow, ++inARow)
    }
    isAsked = false
  })
  return {
    personActs: () => {
      isAsked = true
      inARow = 0
    },
    mostPerLoad: () => most.perLoad,
    mostInARow: () => most.inARow,
  }
}

// The identity provider's own pages carry no challenge.
function isDeparture(request: Request): boolean {
  const { pathname, searchParams } = new URL(request.url())
  return pathname.endsWith('/authorize') && searchParams.has('code_challenge')
}
