import {
  type Browser,
  type BrowserContext,
  expect,
  type Frame,
  type Page,
  type Request,
} from 'playwright/test'
import { mayBeAt, type Place, type Sighting, type Whereabouts } from './places.ts'
import { readPage, recordInPage } from './record-in-page.ts'
import {
  isTokenRequest,
  type Secret,
  secretsOfResponse,
  secretsOfRequest,
  tokenEndpointPath,
  tracesOf,
} from './secrets.ts'

// The names of the functions with which a page reports.
const reporters = { sighting: '__leakWatchSighting', tokenAnswer: '__leakWatchTokenAnswer' }

/** Watches a browser for secrets in places where they are not allowed. */
export interface LeakWatch {
  /** The kinds of secrets sent or received so far. These are searched for. */
  kinds(): Secret['kind'][]
  secret(kind: Secret['kind']): string
  /** Records the current content of the pages of a context. */
  look(context: BrowserContext): Promise<void>
  /** Describes each secret seen where it is not allowed, and starts a new list. */
  take(where: Whereabouts): Promise<string[]>
  stop(): void
}

/** Watches every page of a browser, in present and future contexts. */
export function watchLeaks(browser: Browser): LeakWatch {
  const secrets: Secret[] = []
  let sightings: Sighting[] = []
  const pending: Promise<unknown>[] = []
  const record: Recorder = {
    sighting: (place, detail, text) => void sightings.push({ place, detail, text }),
    secrets: (found) => void secrets.push(...found),
    later: (work) => void pending.push(work.catch(() => undefined)),
  }
  const watch = (context: BrowserContext) => watchContext(context, record)
  for (const context of browser.contexts()) watch(context)
  browser.on('context', watch)
  return {
    kinds: () => [...new Set(secrets.map(({ kind }) => kind))],
    secret: (wanted) => secrets.findLast(({ kind }) => kind === wanted)?.value ?? '',
    look: async (context) => {
      for (const page of context.pages()) await lookAt(page, record)
      await Promise.all(pending.splice(0))
    },
    take: async (where) => {
      await Promise.all(pending.splice(0))
      const leaks = findLeaks(secrets, sightings, where)
      sightings = []
      return leaks
    },
    stop: () => browser.off('context', watch),
  }
}

interface Recorder {
  sighting(place: Place, detail: string, text: string): void
  secrets(found: Secret[]): void
  /** Registers work that must finish before the list is complete. */
  later(work: Promise<unknown>): void
}

function watchContext(context: BrowserContext, record: Recorder): void {
  record.later(
    context.exposeBinding(
      reporters.sighting,
      (_source, place: Place, detail: string, text: string) => {
        record.sighting(place, detail, text)
      },
    ),
  )
  record.later(
    context.exposeBinding(reporters.tokenAnswer, (_source, text: string) => {
      record.secrets(secretsOfResponse(text))
    }),
  )
  record.later(context.addInitScript(recordInPage, { reporters, tokenEndpointPath }))
  context.on('console', (message) => record.sighting('console', message.type(), message.text()))
  context.on('request', (request) => watchRequest(request, record))
}

function watchRequest(request: Request, record: Recorder): void {
  const { origin, pathname, search } = new URL(request.url())
  const address = origin + pathname
  // A fragment is not part of a request (RFC 9110 §4.2.4).
  record.sighting('request address', address, address + search)
  record.sighting('request body', address, request.postData() ?? '')
  if (isTokenRequest(request)) record.secrets(secretsOfRequest(request))
  record.later(recordHeaders(request, address, record))
}

async function recordHeaders(request: Request, address: string, record: Recorder): Promise<void> {
  for (const { name, value } of await request.headersArray()) {
    record.sighting('request header', `${name.toLowerCase()} of ${address}`, value)
  }
}

/** Records the content of a page and its frames once no authorization response is arriving. */
async function lookAt(page: Page, record: Recorder): Promise<void> {
  await settle(page)
  for (const frame of page.frames()) {
    // Error pages of the browser throw here. They have no storage.
    const found = await frame.evaluate(readPage).catch(() => [])
    for (const [place, detail, text] of found) record.sighting(place as Place, detail, text)
  }
  // While a page moves to another origin, its old process refuses to answer and its new one does not answer yet.
  await expect(() => recordHistory(page, record)).toPass({ timeout: 5_000 })
}

/** Records the URLs that Back and Forward of a page lead to. */
async function recordHistory(page: Page, record: Recorder): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const { entries } = await session.send('Page.getNavigationHistory')
  for (const { url, userTypedURL } of entries)
    record.sighting('history', 'entry', `${url} ${userTypedURL}`)
  await session.detach()
}

/**
 * Waits for authorization responses that are just arriving. A page or a hidden frame has its response in the URL until its
 * script has run. A code that stays there is a leak.
 */
async function settle(page: Page): Promise<void> {
  const isArriving = (frame: Frame) => /[#&]code=/.test(frame.url())
  await expect
    .poll(() => page.frames().filter(isArriving).length, { timeout: 5_000 })
    .toBe(0)
    .catch(() => {})
}

// The app does not use these. Any content in them is a leak.
const unused: ReadonlySet<Place> = new Set(['IndexedDB', 'Cache Storage', 'service worker'])

function findLeaks(
  secrets: readonly Secret[],
  sightings: readonly Sighting[],
  where: Whereabouts,
): string[] {
  const leaks = sightings
    .filter(({ place }) => unused.has(place))
    .map(({ place, detail }) => `${place}: ${detail}`)
  for (const secret of secrets) {
    const traces = tracesOf(secret)
    for (const sighting of sightings) {
      if (mayBeAt(secret, sighting, where)) continue
      if (traces.some((trace) => sighting.text.includes(trace))) {
        leaks.push(`${secret.kind} in ${sighting.place}: ${sighting.detail}`)
      }
    }
  }
  return [...new Set(leaks)]
}
