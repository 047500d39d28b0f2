import type { Page, Request } from 'playwright/test'

/** Counts how often a page redirects to the identity provider without a click. */
export interface RedirectCount {
  /** The user does something that may redirect: the next redirect does not count. */
  userActs: () => void
  /** The most redirects of one page load. */
  mostPerLoad: () => number
  /** The most redirects, one after the other, between two acts of the user. */
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
    if (!isRedirect(request)) return
    if (!isAsked) {
      most.perLoad = Math.max(most.perLoad, ++perLoad)
      most.inARow = Math.max(most.inARow, ++inARow)
    }
    isAsked = false
  })
  return {
    userActs: () => {
      isAsked = true
      inARow = 0
    },
    mostPerLoad: () => most.perLoad,
    mostInARow: () => most.inARow,
  }
}

// The identity provider's own pages carry no challenge.
function isRedirect(request: Request): boolean {
  const { pathname, searchParams } = new URL(request.url())
  return pathname.endsWith('/authorize') && searchParams.has('code_challenge')
}
