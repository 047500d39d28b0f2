import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, type BrowserContext, expect, type Page, type Request } from 'playwright/test'
import { hasDevTools } from '../dev-tools.ts'
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

/** For what a page in motion still has to say, in milliseconds. Generous, because the machine may be busy with other work. */
const longestMove = 30_000
/** For headers of requests, which the browser may never report while the page of the request is open. */
const longestWait = 5_000

// The names of the functions with which a page reports.
const reporters = { sighting: '__leakWatchSighting', tokenAnswer: '__leakWatchTokenAnswer' }

/** Watches a browser for secrets in places where they are not allowed. */
export interface LeakWatch {
  /** The kinds of secrets sent or received so far. These are searched for. */
  kinds(): Secret['kind'][]
  secret(kind: Secret['kind']): string
  /** The kinds of secrets that a text contains. */
  kindsIn(text: string): Secret['kind'][]
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
  // The headers of a request can stay open while its page does. They are final when the context has closed.
  const settle = async () => {
    const timeout = sleep(longestWait, undefined, { ref: false })
    await Promise.race([Promise.all(pending), timeout])
  }
  return {
    kinds: () => [...new Set(secrets.map(({ kind }) => kind))],
    secret: (wanted) => secrets.findLast(({ kind }) => kind === wanted)?.value ?? '',
    kindsIn: (text) => kindsIn(secrets, text),
    look: async (context) => {
      for (const page of context.pages()) await lookAt(page, record)
      await settle()
    },
    take: async (where) => {
      await settle()
      const leaks = findLeaks(secrets, sightings, where)
      sightings = []
      return leaks
    },
    stop: () => browser.off('context', watch),
  }
}

function kindsIn(secrets: readonly Secret[], text: string): Secret['kind'][] {
  const found = secrets.filter((secret) => tracesOf(secret).some((trace) => text.includes(trace)))
  return [...new Set(found.map(({ kind }) => kind))]
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

/**
 * Records the content of a page and its frames. A page or a hidden frame has an authorization response in its URL until its
 * script has run, so a code there is read again for a while. One that stays is a leak.
 */
async function lookAt(page: Page, record: Recorder): Promise<void> {
  let found: Sighting[] | undefined
  const read = async () => {
    found = await sightingsOn(page)
    expect(found.filter(isArriving)).toEqual([])
  }
  await expect(read)
    .toPass({ timeout: longestMove })
    .catch((error: unknown) => {
      if (!found) throw error
    })
  for (const { place, detail, text } of found ?? []) record.sighting(place, detail, text)
}

function isArriving({ place, text }: Sighting): boolean {
  return (place === 'address' || place === 'history') && /[#&]code=/.test(text)
}

/** @throws while the page moves to another origin: its old process refuses to answer, and its new one does not answer yet */
async function sightingsOn(page: Page): Promise<Sighting[]> {
  // Error pages of the browser throw here. They have no storage.
  const read = page.frames().map((frame) => frame.evaluate(readPage).catch(() => []))
  const found = (await Promise.all(read)).flat()
  const sightings = found.map(([place, detail, text]) => ({ place: place as Place, detail, text }))
  return [...sightings, ...(await historyOf(page))]
}

/** @returns the URLs that Back and Forward of a page lead to; none where only the browser itself can read them */
async function historyOf(page: Page): Promise<Sighting[]> {
  if (!hasDevTools(page)) return []
  const session = await page.context().newCDPSession(page)
  const { entries } = await session.send('Page.getNavigationHistory')
  await session.detach()
  return entries.map(({ url, userTypedURL }) => ({
    place: 'history',
    detail: 'entry',
    text: `${url} ${userTypedURL}`,
  }))
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
