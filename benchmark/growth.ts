import type { OpenProfile } from './profiles.ts'
import { plainAccount } from '../e2e/support/person.ts'
import { sampleForecast } from '../e2e/support/sample-forecast.ts'
import type { Contest, ContestantName } from './contestants.ts'
import type { Measurements } from './measurements.ts'
import { click, reload, settle } from './trial.ts'
import { openWatchedPage, type WatchedPage } from './watched-page.ts'

export const sizes = [5, 1_000, 10_000, 100_000] as const

/** How the wait for the rows grows with the forecast, at this machine's own speed. */
export async function measureEntries(
  openProfile: OpenProfile,
  contest: Contest,
  name: ContestantName,
): Promise<Measurements> {
  const { control } = contest.stack
  const watched = await enter(openProfile, contest, name)
  const results: Measurements = {}
  for (const size of sizes) {
    control.setForecast(sampleForecast(size))
    const before = await scripting(watched)
    const times = await reload(watched, `${size} entries`)
    results[`${size} entries → rows`] = times[`${size} entries → rows`] ?? Number.NaN
    const after = await scripting(watched)
    // A reload may come with a new process, which counts from nothing.
    results[`${size} entries: ms of script`] = after < before ? after : after - before
    results[`${size} entries: longest task while scrolling`] = await scroll(watched)
  }
  await watched.context.close()
  return results
}

/** Signs in and waits for the rows. */
export async function enter(
  openProfile: OpenProfile,
  { stack, origins }: Contest,
  name: ContestantName,
): Promise<WatchedPage> {
  stack.control.setForecast(sampleForecast(5))
  const watched = await openWatchedPage(openProfile, 1)
  await stack.control.signInAs(watched.context, plainAccount)
  await watched.page.goto(`${origins[name]}/`)
  await watched.when('sign-in', 0)
  await settle(watched)
  await watched.when('rows', await click(watched, '#sign-in'))
  await settle(watched)
  await watched.browserSession.send('Performance.enable')
  return watched
}

/** Milliseconds that the page has spent in scripts so far. */
async function scripting({ browserSession }: WatchedPage): Promise<number> {
  const { metrics } = await browserSession.send('Performance.getMetrics')
  return 1000 * (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN)
}

/** Scrolls to the end and back, a screen at each frame. @returns the longest task in milliseconds; 0 when none took 50 */
async function scroll(watched: WatchedPage): Promise<number> {
  watched.forget()
  await watched.page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const step = Math.max(innerHeight, document.documentElement.scrollHeight / 60)
    for (const direction of [1, -1]) {
      for (let screens = 0; screens < 60; screens += 1) {
        scrollBy({ top: direction * step, behavior: 'instant' })
        await frame()
      }
    }
  })
  return Math.max(0, ...watched.longTasks())
}
