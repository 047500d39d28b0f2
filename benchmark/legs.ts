import type { CDPSession } from 'playwright'
import type { Measurements } from './measurements.ts'

/** Something that went over the line: when it was sent, and when its answer was there, in milliseconds since 1970. */
interface Exchange {
  what: string
  sent: number
  answered: number
}

/** What the way to the rows consists of, in the order in which it comes. */
const stations: readonly [what: string, isIt: (method: string, url: URL) => boolean][] = [
  ['authorization request', (_method, { pathname }) => pathname.endsWith('/authorize')],
  ['token request', (method, { pathname }) => method === 'POST' && pathname.endsWith('/token')],
  ['API', (method, { pathname }) => method === 'GET' && pathname.endsWith('/WeatherForecast')],
]

/** Whether a measurement is one of those, by its name. */
export function isLeg(name: string): boolean {
  return / (before the .+|on the line)$/.test(name)
}

/** Watches a page for the legs of its way to the rows. */
export function watchLegs(session: CDPSession) {
  const exchanges = new Map<string, Exchange>()
  let secondsBehind = 0
  session.on('Network.requestWillBeSent', ({ requestId, request, type, timestamp, wallTime }) => {
    secondsBehind = wallTime - timestamp
    const url = new URL(request.url)
    const station = stations.find(([, isIt]) => isIt(request.method, url))?.[0]
    const what = station ?? (type === 'Document' ? 'page' : undefined)
    // A redirect goes on under the same id: the way to the identity provider and back is one.
    if (what === undefined || exchanges.has(requestId)) return
    exchanges.set(requestId, { what, sent: wallTime * 1000, answered: Number.NaN })
  })
  session.on('Network.loadingFinished', ({ requestId, timestamp }) => {
    const exchange = exchanges.get(requestId)
    if (exchange) exchange.answered = (timestamp + secondsBehind) * 1000
  })
  /** @returns how many milliseconds each leg took between the two moments, by its name after the title */
  const measure = (title: string, start: number, rows: number): Measurements => {
    const passed = [...exchanges.values()]
      .filter(({ sent }) => sent >= start - 1 && sent <= rows)
      .toSorted((one, other) => one.sent - other.sent)
    return legsBetween(title, start, passed, rows)
  }
  return { measure, forget: () => exchanges.clear() }
}

function legsBetween(
  title: string,
  start: number,
  passed: readonly Exchange[],
  rows: number,
): Measurements {
  const legs: Measurements = {}
  let before = start
  const add = (name: string, until: number) => {
    legs[`${title}, ${name}`] = until - before
    before = until
  }
  for (const { what, sent, answered } of passed) {
    if (what !== 'page') add(`before the ${what}`, sent)
    // The browser does not tell the end of every answer.
    if (Number.isFinite(answered)) add(`${what} on the line`, answered)
  }
  add('before the rows', rows)
  return legs
}
