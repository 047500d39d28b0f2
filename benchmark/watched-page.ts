import type { BrowserContext, CDPSession, Page } from 'playwright'
import type { OpenProfile } from './profiles.ts'
import { watchLegs } from './legs.ts'
import type { Measurements } from './measurements.ts'

/** What the page tells of itself: the moment in milliseconds since 1970, or for a long task how long it took. */
type Telling = 'painted' | 'sign-in' | 'rows' | 'long-task'

/** What came over the line. */
export interface Traffic {
  requests: number
  /** Bytes by media type, as they were sent. */
  bytes: Record<string, number>
}

/** A page that is watched from inside, so that what the watcher does takes no time of what is watched. */
export interface WatchedPage {
  page: Page
  context: BrowserContext
  browserSession: CDPSession
  /** The first moment of this kind from then on. @param since milliseconds since 1970 */
  when: (what: Telling, since: number) => Promise<number>
  longTasks: () => number[]
  traffic: () => Traffic
  /** How long each leg of the way to the rows took. @param start and the rows, in milliseconds since 1970 */
  legs: (title: string, start: number, rows: number) => Measurements
  forget: () => void
}

interface Told {
  what: Telling
  value: number
}

/** Opens a page in a profile of its own: nothing cached, no connection open. @param slowdown how many times slower than this machine */
export async function openWatchedPage(
  openProfile: OpenProfile,
  slowdown: number,
): Promise<WatchedPage> {
  const context = await openProfile()
  const page = await context.newPage()
  const told: Told[] = []
  const waiting = new Set<() => void>()
  await page.exposeBinding('tellBenchmark', (_source, what: Telling, value: number) => {
    told.push({ what, value })
    for (const look of waiting) look()
  })
  await page.addInitScript(watchFromInside)
  const browserSession = await context.newCDPSession(page)
  await browserSession.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  const { traffic, forget: forgetTraffic } = await watchTraffic(browserSession)
  const { measure: legs, forget: forgetLegs } = watchLegs(browserSession)

  function when(what: Telling, since: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        waiting.delete(look)
        clearTimeout(timer)
      }
      const look = () => {
        const found = told.find((one) => one.what === what && one.value >= since)
        if (!found) return
        stop()
        resolve(found.value)
      }
      const timer = setTimeout(() => {
        stop()
        reject(new Error(`"${what}" did not come in two minutes, on ${page.url()}.`))
      }, 120_000)
      waiting.add(look)
      look()
    })
  }

  const longTasks = () => told.flatMap(({ what, value }) => (what === 'long-task' ? value : []))
  const forget = () => {
    told.length = 0
    forgetTraffic()
    forgetLegs()
  }
  return { page, context, browserSession, when, longTasks, traffic, legs, forget }
}

/** Runs in the page, before anything of it. */
function watchFromInside(): void {
  type Tell = (what: string, value: number) => void
  const tell = (globalThis as unknown as { tellBenchmark: Tell }).tellBenchmark
  const now = () => performance.timeOrigin + performance.now()
  let rows = ''
  let hasSignIn = false
  new MutationObserver(() => {
    const text = document.querySelector('tbody tr')?.textContent ?? ''
    if (text !== rows && text !== '') tell('rows', now())
    rows = text
    if (!hasSignIn && document.getElementById('sign-in')) {
      hasSignIn = true
      tell('sign-in', now())
    }
  }).observe(document, { subtree: true, childList: true, characterData: true })
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntriesByName('first-contentful-paint')) {
      tell('painted', performance.timeOrigin + startTime)
    }
  }).observe({ type: 'paint', buffered: true })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tell('long-task', duration)
  }).observe({ type: 'longtask', buffered: true })
}

async function watchTraffic(session: CDPSession) {
  let traffic: Traffic = { requests: 0, bytes: {} }
  const types = new Map<string, string>()
  await session.send('Network.enable')
  session.on('Network.requestWillBeSent', ({ redirectResponse }) => {
    if (redirectResponse) traffic.requests += 1
  })
  // Neither what the disk nor what the memory still had came over the line.
  const cached = new Set<string>()
  session.on('Network.requestServedFromCache', ({ requestId }) => cached.add(requestId))
  session.on('Network.responseReceived', ({ requestId, response }) => {
    const isOurs = response.fromDiskCache || cached.has(requestId) || response.fromPrefetchCache
    if (isOurs || response.url.startsWith('data:')) return
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
