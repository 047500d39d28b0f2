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
  renewal: 'Refresh with an expired token → rows',
} as const

/** All that a cold visit fetches, before the click. */
export const eagerKilobytes = 'cold visit: kB in total'

/**
 * Two visits with an empty cache, from the first page to the rows. The first one goes on with a reload, the second one with a
 * refresh and a reload whose access token has expired.
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
    control.setForecast(sampleForecast(6).slice(1))
    const clicked = await click(watched, 'button.refresh')
    const renewal = (await watched.when('rows', clicked)) - clicked
    await settle(watched)
    // The next token is a usual one: the app renews a token that expires in a moment once more.
    undo()
    return { [waits.renewal]: renewal, ...(await reload(watched, waits.expired)) }
  }).finally(undo)
  return { ...second, ...first }
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
