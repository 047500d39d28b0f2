import type { BrowserContext, CDPSession, Page } from 'playwright'
import { openBrowser } from './browser.ts'
import { watchPhases } from './phases.ts'
import type { Measurements } from './statistics.ts'

/** What the page reports. The value is the time in milliseconds since 1970, or for a long task its duration. */
type ReportKind = 'first-paint' | 'sign-in' | 'click' | 'rows' | 'long-task'

/** What came over the network. */
export interface Traffic {
  requests: number
  /** Bytes by media type, as they were sent. */
  bytes: Record<string, number>
}

/** A page that a script inside watches: what the benchmark does takes no time from the page. */
export interface WatchedPage {
  page: Page
  context: BrowserContext
  browserSession: CDPSession
  /** Waits for the first report of this kind. @param since milliseconds since 1970 */
  when: (kind: ReportKind, since: number) => Promise<number>
  longTasks: () => number[]
  traffic: () => Traffic
  /** The phases from `start` to the rows. Both are milliseconds since 1970. */
  phases: (title: string, start: number, rows: number) => Measurements
  forget: () => void
}

interface Report {
  kind: ReportKind
  value: number
}

/**
 * Opens a page in a new profile: nothing is cached, and no connection is open.
 * @param slowdown how many times slower than this machine the page runs
 */
export async function openWatchedPage(slowdown: number): Promise<WatchedPage> {
  const context = await openBrowser()
  const page = await context.newPage()
  const reports: Report[] = []
  const waiting = new Set<() => void>()
  await page.exposeBinding('reportToBenchmark', (_source, kind: ReportKind, value: number) => {
    reports.push({ kind, value })
    for (const look of waiting) look()
  })
  await page.addInitScript(watchFromInside)
  const browserSession = await context.newCDPSession(page)
  await browserSession.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  const { traffic, forget: forgetTraffic } = await watchTraffic(browserSession)
  const { measure: phases, forget: forgetPhases } = watchPhases(browserSession)

  function when(kind: ReportKind, since: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        waiting.delete(look)
        clearTimeout(timer)
      }
      const look = () => {
        const found = reports.find((report) => report.kind === kind && report.value >= since)
        if (!found) return
        stop()
        resolve(found.value)
      }
      const timer = setTimeout(() => {
        stop()
        reject(new Error(`The page ${page.url()} reported no "${kind}" in two minutes.`))
      }, 120_000)
      waiting.add(look)
      look()
    })
  }

  const longTasks = () => reports.flatMap(({ kind, value }) => (kind === 'long-task' ? value : []))
  const forget = () => {
    reports.length = 0
    forgetTraffic()
    forgetPhases()
  }
  return { page, context, browserSession, when, longTasks, traffic, phases, forget }
}

/** Runs in the page, before its own scripts. */
function watchFromInside(): void {
  type SendReport = (kind: string, value: number) => void
  const { reportToBenchmark: report } = globalThis as unknown as { reportToBenchmark: SendReport }
  const now = () => performance.timeOrigin + performance.now()
  let rows = ''
  let hasSignIn = false
  new MutationObserver(() => {
    const text = document.querySelector('tbody tr')?.textContent ?? ''
    if (text !== rows && text !== '') report('rows', now())
    rows = text
    if (!hasSignIn && document.getElementById('sign-in')) {
      hasSignIn = true
      report('sign-in', now())
    }
  }).observe(document, { subtree: true, childList: true, characterData: true })
  const reportClick = ({ timeStamp }: Event) => report('click', performance.timeOrigin + timeStamp)
  addEventListener('click', reportClick, { capture: true })
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntriesByName('first-contentful-paint')) {
      report('first-paint', performance.timeOrigin + startTime)
    }
  }).observe({ type: 'paint', buffered: true })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) report('long-task', duration)
  }).observe({ type: 'longtask', buffered: true })
}

async function watchTraffic(session: CDPSession) {
  let traffic: Traffic = { requests: 0, bytes: {} }
  const types = new Map<string, string>()
  await session.send('Network.enable')
  session.on('Network.requestWillBeSent', ({ redirectResponse }) => {
    if (redirectResponse) traffic.requests += 1
  })
  const cached = new Set<string>()
  session.on('Network.requestServedFromCache', ({ requestId }) => cached.add(requestId))
  session.on('Network.responseReceived', ({ requestId, response }) => {
    const isCached = response.fromDiskCache || cached.has(requestId) || response.fromPrefetchCache
    if (isCached || response.url.startsWith('data:')) return
    traffic.requests += 1
    types.set(requestId, response.mimeType || 'none')
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId)
    if (type) traffic.bytes[type] = (traffic.bytes[type] ?? 0) + encodedDataLength
  })
  const forget = () => {
    traffic = { requests: 0, bytes: {} }
  }
  return { traffic: () => structuredClone(traffic), forget }
}
