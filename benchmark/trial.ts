import type { OpenProfile } from './profiles.ts'
import { plainAccount } from '../e2e/support/person.ts'
import { sampleForecast } from '../e2e/support/sample-forecast.ts'
import type { Contest, ContestantName } from './contestants.ts'
import type { Measurements } from './measurements.ts'
import { openWatchedPage, type Traffic, type WatchedPage } from './watched-page.ts'

export interface TrialOptions {
  /** How many times slower than this machine a page runs. */
  slowdown: number
}

/** One visit from an empty cache to a renewal: how long a person waits for each thing. */
export async function runTrial(
  openProfile: OpenProfile,
  contest: Contest,
  name: ContestantName,
  { slowdown }: TrialOptions,
): Promise<Measurements> {
  const visit = async (look: (watched: WatchedPage) => Promise<Measurements>) => {
    contest.stack.control.setForecast(sampleForecast(5))
    const watched = await openWatchedPage(openProfile, slowdown)
    try {
      await contest.stack.control.signInAs(watched.context, plainAccount)
      const first = await comeForTheFirstTime(watched, contest.origins[name])
      return { ...first, ...(await signIn(watched)), ...(await look(watched)) }
    } finally {
      await watched.context.close()
    }
  }
  const undo = contest.stack.control.setAccessTokenLifetime(200)
  const renewals = await visit((watched) => renew(watched, contest)).finally(undo)
  return { ...renewals, ...(await visit((watched) => reload(watched, 'reload'))) }
}

async function comeForTheFirstTime(watched: WatchedPage, origin: string): Promise<Measurements> {
  await watched.page.goto(`${origin}/`, { waitUntil: 'commit' })
  const start = await startOf(watched)
  const painted = await watched.when('painted', 0)
  const offered = await watched.when('sign-in', 0)
  await settle(watched)
  const traffic = watched.traffic()
  return {
    'cold: first paint': painted - start,
    // What is not painted cannot be clicked.
    'cold: "Sign in" usable': Math.max(painted, offered) - start,
    'cold: long tasks': watched.longTasks().reduce((sum, duration) => sum + duration, 0),
    'cold: requests': traffic.requests,
    'cold: kB of script': kilobytes(traffic, /javascript/),
    'cold: kB in all': kilobytes(traffic, /./),
  }
}

async function signIn(watched: WatchedPage): Promise<Measurements> {
  watched.forget()
  const clicked = await click(watched, '#sign-in')
  const rows = await watched.when('rows', clicked)
  await settle(watched)
  return {
    'click → rows': rows - clicked,
    'click: requests': watched.traffic().requests,
    ...watched.legs('click', clicked, rows),
  }
}

/** @param title of what is measured */
export async function reload(watched: WatchedPage, title: string): Promise<Measurements> {
  watched.forget()
  await watched.page.reload({ waitUntil: 'commit' })
  const start = await startOf(watched)
  const rows = await watched.when('rows', start)
  await settle(watched)
  return {
    [`${title} → rows`]: rows - start,
    [`${title}: requests`]: watched.traffic().requests,
    ...watched.legs(title, start, rows),
  }
}

/** Access tokens that live so short have to be renewed whenever they are wanted. */
async function renew(watched: WatchedPage, { stack }: Contest): Promise<Measurements> {
  const expired = await reload(watched, 'expired')
  stack.control.setForecast(sampleForecast(6).slice(1))
  const clicked = await click(watched, 'button.refresh')
  return { ...expired, 'live renewal → rows': (await watched.when('rows', clicked)) - clicked }
}

/** Clicks from inside the page. @returns when, in milliseconds since 1970 */
export function click({ page }: WatchedPage, selector: string): Promise<number> {
  return page.evaluate((target) => {
    const now = performance.timeOrigin + performance.now()
    document.querySelector<HTMLElement>(target)?.click()
    return now
  }, selector)
}

function startOf({ page }: WatchedPage): Promise<number> {
  return page.evaluate(() => performance.timeOrigin)
}

/** Nothing is under way any more, as when a person has looked at a page for a while. */
export async function settle({ page }: WatchedPage): Promise<void> {
  await page.waitForLoadState('networkidle')
}

function kilobytes({ bytes }: Traffic, type: RegExp): number {
  const fitting = Object.entries(bytes).filter(([name]) => type.test(name))
  return fitting.reduce((sum, [, size]) => sum + size, 0) / 1000
}
