import type { CDPSession } from 'playwright'
import type { Measurements } from './statistics.ts'

/** A request and its response: when it was sent and when its response was complete, in milliseconds since 1970. */
interface Exchange {
  what: string
  sent: number
  answered: number
}

const awaited: readonly [what: string, matches: (method: string, url: URL) => boolean][] = [
  ['authorization request', (_method, { pathname }) => pathname.endsWith('/authorize')],
  ['token request', (method, { pathname }) => method === 'POST' && pathname.endsWith('/token')],
  ['API', (method, { pathname }) => method === 'GET' && pathname.endsWith('/WeatherForecast')],
]

/** @returns whether a measurement is a phase, by its name */
export function isPhase(name: string): boolean {
  return / (before the .+|on the network)$/.test(name)
}

/** Watches the requests that the rows wait for. */
export function watchPhases(session: CDPSession) {
  const exchanges = new Map<string, Exchange>()
  let clockOffset = 0
  session.on('Network.requestWillBeSent', ({ requestId, request, type, timestamp, wallTime }) => {
    clockOffset = wallTime - timestamp
    const url = new URL(request.url)
    const found = awaited.find(([, matches]) => matches(request.method, url))?.[0]
    const what = found ?? (type === 'Document' ? 'page' : undefined)
    // A redirect has the same ID: to the identity provider and back is one exchange.
    if (what === undefined || exchanges.has(requestId)) return
    exchanges.set(requestId, { what, sent: wallTime * 1000, answered: Number.NaN })
  })
  session.on('Network.loadingFinished', ({ requestId, timestamp }) => {
    const exchange = exchanges.get(requestId)
    if (exchange) exchange.answered = (timestamp + clockOffset) * 1000
  })
  /** @returns the milliseconds of each phase from `start` to the rows; their names begin with `title` */
  const measure = (title: string, start: number, rows: number): Measurements => {
    const passed = [...exchanges.values()]
      .filter(({ sent }) => sent >= start - 1 && sent <= rows)
      .toSorted((one, other) => one.sent - other.sent)
    return toPhases(title, start, passed, rows)
  }
  return { measure, forget: () => exchanges.clear() }
}

function toPhases(
  title: string,
  start: number,
  exchanges: readonly Exchange[],
  rows: number,
): Measurements {
  const phases: Measurements = {}
  let before = start
  const add = (name: string, until: number) => {
    phases[`${title}: ${name}`] = until - before
    before = until
  }
  for (const { what, sent, answered } of exchanges) {
    if (what !== 'page') add(`before the ${what}`, sent)
    // The browser does not report the end of every response.
    if (Number.isFinite(answered)) add(`${what} on the network`, answered)
  }
  add('before the rows', rows)
  return phases
}
