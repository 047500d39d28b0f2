import { setTimeout as sleep } from 'node:timers/promises'
import { plainAccount } from '../e2e/support/person.ts'
import { sampleForecast } from '../e2e/support/sample-forecast.ts'
import type { Apps } from './apps.ts'
import type { Measurements } from './statistics.ts'
import { openWatchedPage, type Traffic, type WatchedPage } from './watched-page.ts'

/** The waits of a user, each in milliseconds. The report and the gate use these names. */
export const waits = {
  firstPaint: 'first paint',
  usable: '“Sign in” usable',
  click: 'click on “Sign in” → rows',
  reload: 'reload → rows',
  expired: 'reload with an expired token → rows',
  later: 'Refresh two hours later → rows',
} as const

/** All that a cold visit fetches, before the click. */
export const eagerKilobytes = 'cold visit: kB in total'

/**
 * Two visits with an empty cache, from the first page to the rows. The first one goes on with a reload. The second one goes on
 * with a reload whose access token has expired, and with a refresh two hours later.
 * @param name the app
 * @param slowdown how many times slower than this machine the page runs
 */
export async function measureVisits(
  { stack, origins }: Apps,
  name: string,
  slowdown: number,
): Promise<Measurements> {
  const { control } = stack
  const visit = async (goOn: (watched: WatchedPage) => Promise<Measurements>) => {
    control.setForecast(sampleForecast(5))
    const watched = await openWatchedPage(slowdown)
    try {
      await control.signInAs(watched.context, plainAccount)
      const first = await openFirstPage(watched, `${origins[name]}/`)
      return { ...first, ...(await signIn(watched)), ...(await goOn(watched)) }
    } finally {
      await watched.context.close()
    }
  }
  const first = await visit((watched) => reload(watched, waits.reload))
  // MSAL renews a token that expires within five minutes.
  const undo = control.setAccessTokenLifetime(200)
  const second = await visit(async (watched) => {
    // The next token is a usual one: the app renews a token that expires in a moment once more.
    undo()
    const expired = await reload(watched, waits.expired)
    control.setForecast(sampleForecast(6).slice(1))
    return { ...expired, ...(await refreshAfter(twoHours, watched, control)) }
  }).finally(undo)
  return { ...second, ...first }
}

/** Milliseconds that the user looks at the page. */
const aLook = 1000

/** Seconds. No access token lives longer than 90 minutes. */
const twoHours = 7200

/**
 * The user returns to a computer that has slept, looks at the page, and refreshes it. The clocks of page and servers have moved,
 * and no timer has run.
 */
async function refreshAfter(
  seconds: number,
  watched: WatchedPage,
  control: Apps['stack']['control'],
): Promise<Measurements> {
  control.moveClock(seconds)
  try {
    await watched.page.evaluate(returnAfter, seconds * 1000)
    await sleep(aLook)
    watched.forget()
    const clicked = await click(watched, 'button.refresh')
    const rows = await watched.when('rows', clicked)
    return toMeasurements(watched, waits.later, clicked, rows)
  } finally {
    control.moveClock(-seconds)
  }
}

/** Runs in the page. @param ahead milliseconds */
function returnAfter(ahead: number): void {
  const { now } = Date
  globalThis.Date = class extends Date {
    constructor(...parts: [] | [number]) {
      super(...(parts.length === 0 ? ([now() + ahead] as const) : parts))
    }

    static override now = () => now() + ahead
  } as DateConstructor
  dispatchEvent(new Event('focus'))
}

async function openFirstPage(watched: WatchedPage, url: string): Promise<Measurements> {
  await watched.page.goto(url, { waitUntil: 'commit' })
  const start = await startOf(watched)
  const painted = await watched.when('first-paint', 0)
  const offered = await watched.when('sign-in', 0)
  await settle(watched)
  const traffic = watched.traffic()
  return {
    [waits.firstPaint]: painted - start,
    // What is not painted cannot be clicked.
    [waits.usable]: Math.max(painted, offered) - start,
    'cold visit: ms of long tasks': watched.longTasks().reduce((sum, each) => sum + each, 0),
    'cold visit: requests': traffic.requests,
    'cold visit: kB of script': kilobytes(traffic, /javascript/),
    [eagerKilobytes]: kilobytes(traffic, /./),
  }
}

async function signIn(watched: WatchedPage): Promise<Measurements> {
  watched.forget()
  const clicked = await click(watched, '#sign-in')
  const rows = await watched.when('rows', clicked)
  await settle(watched)
  return toMeasurements(watched, waits.click, clicked, rows)
}

/** @param title of the measurement */
export async function reload(watched: WatchedPage, title: string): Promise<Measurements> {
  watched.forget()
  await watched.page.reload({ waitUntil: 'commit' })
  const start = await startOf(watched)
  const rows = await watched.when('rows', start)
  await settle(watched)
  return toMeasurements(watched, title, start, rows)
}

function toMeasurements(
  watched: WatchedPage,
  title: string,
  start: number,
  rows: number,
): Measurements {
  return {
    [title]: rows - start,
    [`${title}: requests`]: watched.traffic().requests,
    ...watched.phases(title, start, rows),
  }
}

/** Milliseconds for which a user holds a mouse button down. */
const press = 100

/**
 * Clicks with the mouse, as a user does: the pointer arrives, and then the button goes down and up.
 * @returns when it went up, in milliseconds since 1970
 */
export async function click(watched: WatchedPage, selector: string): Promise<number> {
  const before = Date.now()
  await watched.page.click(selector, { delay: press })
  return watched.when('click', before)
}

function startOf({ page }: WatchedPage): Promise<number> {
  return page.evaluate(() => performance.timeOrigin)
}

/** Waits until no request is pending, as when a user has looked at a page for a while. */
export async function settle({ page }: WatchedPage): Promise<void> {
  await page.waitForLoadState('networkidle')
}

function kilobytes({ bytes }: Traffic, type: RegExp): number {
  const ofType = Object.entries(bytes).filter(([name]) => type.test(name))
  return ofType.reduce((sum, [, size]) => sum + size, 0) / 1000
}
